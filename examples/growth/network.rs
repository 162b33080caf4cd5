//! Networks: endpoints, zones, subnets, cards, and who may do what.

use crate::text::each;

const ZONE: &str = r#"{ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "net", "location": "westeurope",
  "properties": { "addressSpace": { "addressPrefixes": [ "10.0.0.0/16" ] }, "subnets": [ { "name": "s", "properties": { "addressPrefix": "10.0.0.0/24" } } ] } },
{ "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net", "location": "global" },
{ "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.vaultcore.azure.net/l", "location": "global",
  "properties": { "registrationEnabled": false, "virtualNetwork": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" } } },
"#;

pub(crate) fn endpoints(n: usize) -> String {
    let endpoints = each(n, |i| endpoint(i, "vaultcore.azure.net"));
    format!("{ZONE}{endpoints}")
}

fn endpoint(i: usize, zone: &str) -> String {
    format!(
        r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault{i}", "location": "westeurope", "properties": {{ "publicNetworkAccess": "Disabled" }} }},
{{ "type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01", "name": "e{i}", "location": "westeurope", "properties": {{
  "subnet": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 's')]" }},
  "privateLinkServiceConnections": [ {{ "name": "c", "properties": {{ "privateLinkServiceId": "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]", "groupIds": [ "vault" ] }} }} ] }} }},
{{ "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "apiVersion": "2023-09-01", "name": "e{i}/default", "properties": {{ "privateDnsZoneConfigs": [
  {{ "name": "z", "properties": {{ "privateDnsZoneId": "[resourceId('Microsoft.Network/privateDnsZones', 'privatelink.{zone}')]" }} }} ] }} }}"#
    )
}

pub(crate) fn endpoints_and_zones(n: usize) -> String {
    let zones = each(n, |i| {
        let zone = format!("x{i}.westeurope.azmk8s.io");
        let declared = format!(
            r#"{{ "type": "Microsoft.Network/privateDnsZones", "apiVersion": "2020-06-01", "name": "privatelink.{zone}", "location": "global" }},
{{ "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "apiVersion": "2020-06-01", "name": "privatelink.{zone}/l", "location": "global",
  "properties": {{ "registrationEnabled": false, "virtualNetwork": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" }} }} }}"#
        );
        format!("{declared},\n{}", endpoint(i, &zone))
    });
    format!("{ZONE}{zones}")
}

pub(crate) fn waiting_endpoints(n: usize) -> String {
    let one = |i: usize| {
        let former = i.saturating_sub(1);
        let wait = format!(
            r#""dependsOn": [ "[resourceId('Microsoft.Network/privateEndpoints', 'e{former}')]" ], "properties": {{
  "subnet""#
        );
        endpoint(i, "vaultcore.azure.net").replacen("\"properties\": {\n  \"subnet\"", &wait, 1)
    };
    format!("{ZONE}{}", each(n, one))
}

pub(crate) fn subnets(n: usize) -> String {
    let list = each(n, |i| {
        format!(
            r#"{{ "name": "s{i}", "properties": {{ "addressPrefix": "10.{}.{}.{}/28" }} }}"#,
            i >> 12,
            (i >> 4) & 255,
            (i & 15) << 4
        )
    });
    let cards = each(n.min(1_500), |i| card(i, i, ""));
    format!(
        r#"{{ "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01", "name": "net", "location": "westeurope",
  "properties": {{ "addressSpace": {{ "addressPrefixes": [ "10.0.0.0/8" ] }}, "subnets": [ {list} ] }} }},
{cards}"#
    )
}

fn card(i: usize, subnet: usize, more: &str) -> String {
    format!(
        r#"{{ "type": "Microsoft.Network/networkInterfaces", "apiVersion": "2023-09-01", "name": "card{i}", "location": "westeurope", "properties": {{ {more}
  "ipConfigurations": [ {{ "name": "one", "properties": {{ "subnet": {{ "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'net', 's{subnet}')]" }} }} }} ] }} }}"#
    )
}

pub(crate) fn cards(n: usize) -> String {
    let rules = each(20, |i| {
        format!(
            r#"{{ "name": "r{i}", "properties": {{ "priority": {}, "access": "Deny", "direction": "Inbound", "protocol": "Tcp", "sourcePortRange": "*",
  "destinationPortRange": "{}", "sourceAddressPrefix": "10.0.0.0/8", "destinationAddressPrefix": "*" }} }}"#,
            100 + i,
            8000 + i
        )
    });
    let group = r#""networkSecurityGroup": { "id": "[resourceId('Microsoft.Network/networkSecurityGroups', 'group')]" },"#;
    let cards =
        each(n, |i| card(i, 0, group).replace("subnets', 'net', 's0'", "subnets', 'net', 's'"));
    format!(
        r#"{{ "type": "Microsoft.Network/networkSecurityGroups", "apiVersion": "2023-09-01", "name": "group", "location": "westeurope", "properties": {{ "securityRules": [ {rules} ] }} }},
{ZONE}{cards}"#
    )
}

pub(crate) fn roles(n: usize) -> String {
    each(n, |i| {
        format!(
            r#"{{ "type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "vault{i}", "location": "westeurope", "properties": {{ "publicNetworkAccess": "Disabled" }} }},
{{ "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "[guid(resourceId('Microsoft.KeyVault/vaults', 'vault{i}'), 'x')]",
  "scope": "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]", "dependsOn": [ "[resourceId('Microsoft.KeyVault/vaults', 'vault{i}')]" ],
  "properties": {{ "principalType": "ServicePrincipal", "principalId": "[parameters('p')]",
    "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')]" }} }}"#
        )
    })
}
