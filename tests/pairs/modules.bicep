targetScope = 'subscription'

param groups array = ['one', 'two']

resource group 'Microsoft.Resources/resourceGroups@2022-09-01' = {
  name: 'hub'
  location: 'northeurope'
}

module hub '_part.bicep' = {
  name: 'hub'
  scope: group
  params: {
    prefix: 'hub'
    addresses: ['10.0.0.0/16']
  }
}

module spokes '_part.bicep' = [
  for (name, i) in groups: {
    name: 'spoke-${i}'
    scope: resourceGroup(name)
    params: {
      prefix: name
      tags: { hub: hub.outputs.id, first: hub.outputs.first }
      addresses: ['10.${i + 1}.0.0/16']
    }
  }
]

module never '_part.bicep' = if (length(groups) > 5) {
  name: 'never'
  scope: group
  params: { prefix: 'never', addresses: [] }
}

output ids array = [for i in range(0, length(groups)): spokes[i].outputs.id]
