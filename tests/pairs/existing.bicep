param deployKey bool = true
param count int

resource vault 'Microsoft.KeyVault/vaults@2022-07-01' existing = {
  name: 'kv'
  scope: resourceGroup('security')

  resource key 'keys' existing = {
    name: 'master'
  }
}

resource settings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (deployKey) {
  name: 'all'
  scope: disks[0]
  properties: {
    workspaceId: vault.id
    key: vault::key.id
    type: vault.type
    name: vault::key.name
    secret: vault.listKeys().value
  }
}

resource disks 'Microsoft.Compute/disks@2023-04-02' = [
  for i in range(0, 2): {
    name: 'disk-${i}'
    location: resourceGroup().location
    sku: { name: deployKey ? 'Premium_LRS' : 'Standard_LRS' }
    properties: {
      diskSizeGB: count
      others: [for x in range(0, 2): { lun: x, name: 'd${i}${x}' }]
    }
  }
]

output kind string = settings.?properties.?kind ?? 'none'
output disk string = disks[1].id
