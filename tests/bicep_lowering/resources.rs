//! Resources: their names, ids, loops and nests.

use crate::support::{body, world};
use crate::{lower, resources, words};
use armlint::eval::value::Basis;
use armlint::eval::world::NoteKind;
use armlint::model::DeploymentSource;

#[test]
fn ids_follow_scopes_and_parents() {
    let source = "
resource vnet 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: 'v'
  resource one 'subnets' = { name: 'one' }
}
resource two 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = {
  name: 'v/two'
}
resource group 'Microsoft.Resources/resourceGroups@2022-09-01' existing = {
  scope: subscription()
  name: 'other'
}
resource far 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  scope: group
  name: 's'
}
resource farther 'Microsoft.Storage/storageAccounts@2023-01-01' existing = {
  scope: resourceGroup('sub', 'rg')
  name: 't'
}
resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vnet::one
  name: 'r'
}
resource root 'Microsoft.Management/managementGroups@2021-04-01' existing = {
  scope: tenant()
  name: 'm'
}
";
    let told = resources(source);
    let ids: Vec<_> = told.iter().map(|[_, name, id]| (name.as_str(), id.as_str())).collect();
    assert_eq!(
        ids,
        [
            ("v", "S/G/providers/Microsoft.Network/virtualNetworks/v"),
            ("v/one", "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/one"),
            ("v/two", "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/two"),
            ("other", "S/resourceGroups/other"),
            ("s", "S/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/s"),
            (
                "t",
                "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/t"
            ),
            (
                "r",
                "S/G/providers/Microsoft.Network/virtualNetworks/v/subnets/one/providers/Microsoft.Authorization/roleAssignments/r"
            ),
            ("m", "/providers/Microsoft.Management/managementGroups/m"),
        ]
    );
    assert_eq!(told[1][0], "Microsoft.Network/virtualNetworks/subnets");
}

#[test]
fn loops_of_unknown_length_have_one_resource_that_children_find() {
    let source = "
param names array
resource vnets 'Microsoft.Network/virtualNetworks@2023-09-01' = [for name in names: { name: name }]
resource subnets 'Microsoft.Network/virtualNetworks/subnets@2023-09-01' = [for (name, i) in names: {
  parent: vnets[i]
  name: 'default'
}]
";
    let told = resources(source);
    assert_eq!(told.len(), 2);
    assert!(told[1][1].ends_with("/default"), "{told:?}");
    assert_eq!(told[1][2], format!("{}/subnets/default", told[0][2]));
}

#[test]
fn nested_resources_live_and_die_with_the_outer_one() {
    let source = "
param on bool = false
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = if (on) {
  name: 'a'
  resource b 'blobServices' = { name: 'default' }
}
resource c 'Microsoft.Storage/storageAccounts/queueServices@2023-01-01' = {
  parent: a
  name: 'default'
}
output gone string? = a.?properties.primaryEndpoints.blob
";
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let there: Vec<_> =
            world.instances().iter().map(|one| one.presence().truth.is_no()).collect();
        assert_eq!(there, [true, true, false]);
        let gone = world.root.get().and_then(|frame| frame.output("gone"));
        assert!(gone.is_some_and(|value| value.is_null() && value.basis.has(Basis::DEFAULT)));
    });
}

#[test]
fn a_declaration_points_at_its_type_string() {
    let source = "
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'a'
  resource b 'blobServices' = { name: 'default' }
}
module m './m.bicep' = [for i in range(0, 2): { name: 'm${i}', params: { p: a.id, q: v } }]
var v = w
var w = a::b.name
";
    let unit = lower("main.bicep", source);
    let [a, b, m] = unit.template.resources.as_slice() else { panic!("three resources") };
    let node = |id| unit.document.at(id);
    assert_eq!(node(a.type_).written(), "'Microsoft.Storage/storageAccounts@2023-01-01'");
    assert_eq!(node(a.type_).as_text(), Some("Microsoft.Storage/storageAccounts"));
    assert_eq!(a.api_version.and_then(|id| node(id).as_text()), Some("2023-01-01"));
    assert_eq!(node(b.type_).written(), "'blobServices'");
    assert_eq!(node(b.type_).as_text(), Some("Microsoft.Storage/storageAccounts/blobServices"));
    assert_eq!(b.api_version.and_then(|id| node(id).as_text()), Some("2023-01-01"));
    assert_eq!(b.symbol.map(|text| words(&unit, text)), Some("a::b"));
    assert!(b.inherits_condition && b.parent.is_some());
    assert_eq!(node(m.type_).written(), "'./m.bicep'");
    assert_eq!(node(m.type_).as_text(), Some("Microsoft.Resources/deployments"));
    let module = m.deployment.as_deref().expect("a module is a deployment");
    assert!(
        matches!(&module.source, DeploymentSource::Module(to) if words(&unit, to.to) == "./m.bicep")
    );
    let reached: Vec<_> = m.references.iter().map(|text| words(&unit, *text)).collect();
    assert_eq!(reached, ["a", "a::b"]);
    assert_eq!(m.copy.map(|copy| words(&unit, copy.item)), Some("i"));
}

#[test]
fn what_is_not_azure_is_passed_over() {
    let source = "
extension kubernetes as k8s
extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:0.1.8-preview'
resource pod 'core/Pod@v1' = { metadata: { name: 'p' } }
resource group 'Microsoft.Graph/groups@v1.0' = { uniqueName: 'g' }
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = { name: 'a', tags: { of: group.id } }
";
    let read = |path: &str| (path == "main.bicep").then(|| source.to_owned());
    world("main.bicep", &read, |world, _| {
        let [a] = world.instances() else { panic!("one resource") };
        assert!(body(a, a.body())["tags"]["of"].to_string().contains('‹'));
        assert!(world.notes().iter().all(|note| note.kind != NoteKind::Failure));
    });
}
