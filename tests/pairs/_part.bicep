param prefix string
param tags object = {}
param addresses string[]

resource network 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: '${prefix}-vnet'
  location: resourceGroup().location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: addresses }
  }
}

output id string = network.id
output first string = addresses[0]
