import { sizes, label as tag } from '_shared.bicep'
import * as shared from '_shared.bicep'

param level shared.level = 'Premium'
var config = loadJsonContent('_config.json')

resource plan 'Microsoft.Web/serverfarms@2022-09-01' = {
  name: tag('plan')
  location: config.places[1]
  sku: { name: level, capacity: sizes.large }
  properties: {
    note: loadTextContent('_note.txt')
    port: loadJsonContent('_config.json', '$.net.port')
    label: shared.label('b')
    size: shared.sizes.small
    raw: config.expression
  }
}
