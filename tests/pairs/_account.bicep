param name string
param open bool = true
@allowed(['TLS1_0', 'TLS1_2'])
param tls string = 'TLS1_0'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: resourceGroup().location
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: {
    publicNetworkAccess: open ? 'Enabled' : 'Disabled'
    minimumTlsVersion: tls
    supportsHttpsTrafficOnly: false
    allowBlobPublicAccess: true
  }
}

output id string = account.id
