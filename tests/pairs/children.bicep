param name string = 'store'
param names array = ['a', 'b']

resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'

  resource blobs 'blobServices' = {
    name: 'default'
    resource logs 'containers' = {
      name: '${name}-logs'
      properties: { publicAccess: 'None' }
    }
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-01-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-01-01' = [
  for (item, index) in names: if (item != 'b') {
    parent: queues
    name: '${item}${index}'
    properties: {
      metadata: { container: account::blobs::logs.id }
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'keep'
  properties: { level: 'CanNotDelete' }
}

output id string = account::blobs::logs.id
output endpoint string = account.properties.primaryEndpoints.blob
