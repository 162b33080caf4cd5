param ranges array = ['172.17.0.0/16', '10.0.0.0/16']
param groups object = { first: 'blob', second: 'blobs' }
var networks = [for (range, i) in ranges: { name: 'net-${i}', range: range }]

resource vnets 'Microsoft.Network/virtualNetworks@2023-11-01' = [
  for network in networks: {
    name: network.name
    location: 'westeurope'
    properties: {
      addressSpace: { addressPrefixes: [network.range] }
      subnets: [{ name: 'endpoints', properties: { addressPrefix: network.range } }]
    }
  }
]

module accounts '_account.bicep' = [
  for (name, i) in ['one', 'two']: {
    name: 'account-${name}'
    params: { name: 'st${name}', open: i == 0 }
  }
]

module strict '_account.bicep' = {
  name: 'strict'
  params: { name: 'ststrict', open: false, tls: 'TLS1_2' }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-pairs'
  location: 'westeurope'
  properties: union({ tenantId: subscription().tenantId, sku: { family: 'A', name: 'standard' } }, {
    publicNetworkAccess: 'Enabled'
    enablePurgeProtection: null
  })
}

resource endpoints 'Microsoft.Network/privateEndpoints@2023-11-01' = [
  for item in items(groups): {
    name: 'pe-${item.key}'
    location: item.key == 'first' ? 'westeurope' : 'northeurope'
    properties: {
      subnet: { id: '${vnets[0].id}/subnets/endpoints' }
      privateLinkServiceConnections: [
        {
          name: 'link'
          properties: { privateLinkServiceId: accounts[0].outputs.id, groupIds: [item.value] }
        }
      ]
    }
  }
]

resource lone 'Microsoft.Network/privateEndpoints@2023-11-01' = if (!empty(ranges)) {
  name: 'pe-lone'
  location: 'westeurope'
  properties: {
    subnet: { id: '${vnets[1].id}/subnets/endpoints' }
    privateLinkServiceConnections: [{ name: 'link', properties: { privateLinkServiceId: vault.id } }]
  }
}
