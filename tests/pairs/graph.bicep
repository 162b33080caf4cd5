extension microsoftGraphV1

param name string

resource app 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: name
  displayName: name
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}'
  location: resourceGroup().location
  tags: {
    app: app.appId
  }
}
