//! The facts hold together.

use super::api_versions::{self, ApiVersion, Status, Support};
use super::clouds::Cloud;
use super::private_link::{self, Role};
use super::public_access::{self, Absence, Exposure, FlagRole};
use super::zones::{self, Reason};
use super::{floors, pattern, properties, regions, roles, service_tags, subnets, traits};

fn version(text: &str) -> ApiVersion<'_> {
    ApiVersion::parse(text).unwrap_or_else(|| panic!("{text} is an api version"))
}

fn group(link: &str, id: &str) -> &'static private_link::Group {
    private_link::by_type(link).and_then(|link| link.group(id)).unwrap()
}

fn required(link: &str, id: &str, cloud: Cloud, kind: Option<&str>) -> Vec<&'static str> {
    group(link, id).in_role(Role::Required, cloud, kind).map(|zone| zone.name).collect()
}

#[test]
fn counts_are_those_of_the_sources() {
    assert_eq!(private_link::types().len(), 108);
    assert_eq!(public_access::services().iter().filter(|access| access.only).count(), 12);
    assert_eq!(public_access::services().len(), 109);
    assert_eq!(private_link::types().iter().filter(|link| !link.groups.is_empty()).count(), 82);
    assert_eq!(api_versions::types().count(), 3405);
    assert_eq!(api_versions::types().map(|one| one.all().count()).sum::<usize>(), 34_509);
    assert_eq!(properties::checks::all().count(), 699);
    assert_eq!(service_tags::all().len(), 93);
    assert_eq!(regions::all().len(), 90);
    assert_eq!(roles::all().len(), 12);
}

#[test]
fn every_type_is_found_in_any_case() {
    for link in private_link::types() {
        for name in [link.name.to_uppercase(), link.name.to_lowercase()] {
            assert_eq!(private_link::by_type(&name).unwrap().name, link.name);
        }
    }
    for access in public_access::services() {
        assert_eq!(public_access::by_type(&access.name.to_uppercase()).unwrap().name, access.name);
        for flag in access.flags.iter().chain(access.also) {
            assert!(public_access::flags_on(flag.on).any(|(_, one)| std::ptr::eq(one, flag)));
        }
    }
    for one in api_versions::types() {
        let found = api_versions::by_type(&one.name.to_uppercase()).unwrap();
        assert_eq!((found.name, found.newest()), (one.name, one.newest()));
    }
    for (name, path, _) in properties::checks::all() {
        assert!(properties::of(&name.to_uppercase(), &path.to_lowercase()).is_some());
    }
    for tag in service_tags::all() {
        assert!(service_tags::by_name(&tag.name.to_lowercase()).is_some());
    }
    for role in roles::all() {
        assert_eq!(roles::by_id(&role.id.to_uppercase()).unwrap().name, role.name);
    }
    for region in regions::all() {
        assert_eq!(regions::by_name(region.display).unwrap().name, region.name);
    }
    for floor in floors::all() {
        assert!(floor.holds(floor.since));
    }
    assert!(private_link::by_type("Microsoft.Nothing/atAll").is_none());
    assert!(private_link::by_type("").is_none());
    assert!(api_versions::by_type("zzzz").is_none());
    assert!(properties::of("", "").is_none());
}

#[test]
fn no_group_id_is_there_twice() {
    for link in private_link::types() {
        let mut ids: Vec<String> = Vec::new();
        for group in link.groups.iter().filter(|group| !group.described) {
            ids.push(group.id.to_lowercase());
            ids.extend(group.aliases.iter().map(|alias| alias.to_lowercase()));
        }
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{}", link.name);
    }
}

#[test]
fn every_zone_is_in_the_reverse_index() {
    let mut rows = 0;
    for link in private_link::types() {
        for group in link.groups {
            for zone in group.zones {
                let known = zones::all().find(|known| known.name == zone.name).unwrap();
                let is_same = |user: &&zones::User| {
                    (user.service, user.group, user.cloud) == (link.name, group.id, zone.cloud)
                        && (user.role, user.kind) == (zone.role, zone.kind)
                };
                assert_eq!(known.users.iter().filter(is_same).count(), 1, "{}", zone.name);
                rows += 1;
            }
        }
    }
    assert_eq!(zones::all().map(|zone| zone.users.len()).sum::<usize>(), rows);
    assert!(zones::all().count() >= 201);
}

#[test]
fn api_versions_are_in_order() {
    assert!(version("2021-06-01-preview") < version("2021-06-01"));
    assert!(version("2021-06-01") < version("2021-06-02-preview"));
    assert!(version("2020-12-31") < version("2021-01-01-preview"));
    assert!(version("2021-06-01-alpha") < version("2021-06-01-preview"));
    assert_eq!(version("2021-06-01-PREVIEW"), version("2021-06-01-preview"));
    assert_eq!(version("2021-06-01-preview").to_string(), "2021-06-01-preview");
    for bad in
        ["", "latest", "2021-6-1", "2021-13-01", "2021-06-01preview", "2021-06-01-", "２０２１"]
    {
        assert!(ApiVersion::parse(bad).is_none(), "{bad}");
    }
    for one in api_versions::types() {
        let all: Vec<_> = one.all().collect();
        assert!(all.is_sorted() && !all.is_empty(), "{}", one.name);
    }
}

#[test]
fn versions_of_flags_are_versions_of_their_types() {
    for access in public_access::services() {
        for flag in access.flags.iter().chain(access.also) {
            let Some(known) = api_versions::by_type(flag.on) else { continue };
            let own = flag.since.into_iter().chain(flag.since_stable);
            for one in own.chain(flag.missing_in.iter().chain(flag.read_only_in).copied()) {
                assert!(known.all().any(|other| other == one), "{} {one}", flag.on);
            }
        }
    }
}

#[test]
fn status_of_a_version() {
    let accounts = "microsoft.storage/storageaccounts";
    assert_eq!(api_versions::status(accounts, version("2021-06-01")), Status::Deployable);
    assert_eq!(api_versions::status(accounts, version("2021-06-03")), Status::Unknown);
    assert_eq!(api_versions::status(accounts, version("2999-01-01")), Status::Newer);
    assert_eq!(api_versions::status("Mine/own", version("2021-06-01")), Status::UnknownType);
    let disks = api_versions::status("Microsoft.Compute/disks", version("2020-09-30"));
    assert!(matches!(disks, Status::Gone | Status::Deployable));
    let advisor = api_versions::by_type("Microsoft.Advisor/recommendations").unwrap();
    assert_eq!(advisor.deployable().count(), 0);
}

#[test]
fn placeholders_match_one_label() {
    let aks = "privatelink.{regionName}.azmk8s.io";
    let bound = pattern::matches(aks, "privatelink.WestEurope.azmk8s.io").unwrap();
    assert_eq!(bound.get("regionname"), Some("WestEurope"));
    assert!(pattern::matches(aks, "privatelink.azmk8s.io").is_none());
    assert!(pattern::matches(aks, "privatelink.a.b.azmk8s.io").is_none());
    assert!(pattern::matches(aks, "privatelink..azmk8s.io").is_none());
    let own = zones::by_name("privatelink.westeurope.azmk8s.io").unwrap();
    assert_eq!(own.users.first().unwrap().service, "Microsoft.ContainerService/managedClusters");
    let sub = zones::by_name("mine.privatelink.westeurope.azmk8s.io").unwrap();
    assert!(sub.name.starts_with("{subzone}"));
    let filled = pattern::fill(aks, |name| (name == "regionName").then(|| "eastus".to_owned()));
    assert_eq!(filled.as_deref(), Some("privatelink.eastus.azmk8s.io"));
    assert_eq!(regions::geo_code("West Europe"), Some("we"));
}

#[test]
fn groups_are_found_by_id_alias_and_pattern() {
    assert_eq!(group("microsoft.keyvault/VAULTS", "Vault").id, "vault");
    assert_eq!(group("Microsoft.Maps/accounts", "account").id, "mapsAccount");
    assert_eq!(group("Microsoft.Web/sites", "sites").id, "sites");
    assert_eq!(group("Microsoft.Web/sites", "sites-staging").placeholder(), Some("slotName"));
    assert_eq!(group("Microsoft.ElasticSan/elasticSans", "vg1").id, "{volumeGroupName}");
    let gateway = group("Microsoft.Network/applicationGateways", "public");
    assert_eq!(gateway.placeholder(), Some("frontendIPConfigurationName"));
    let vault = private_link::by_type("Microsoft.KeyVault/vaults").unwrap();
    assert!(vault.group("vaults").is_none() && vault.knows_groups());
    let service = private_link::by_type("Microsoft.Network/privateLinkServices").unwrap();
    assert!(service.wants_no_group());
}

#[test]
fn zones_of_a_group_depend_on_cloud_and_kind() {
    let accounts = "Microsoft.CognitiveServices/accounts";
    let of = |kind| required(accounts, "account", Cloud::Public, kind);
    assert_eq!(of(Some("openai")), ["privatelink.openai.azure.com"]);
    assert_eq!(of(Some("SpeechServices")), ["privatelink.cognitiveservices.azure.com"]);
    assert_eq!(of(Some("AIServices")).len(), 3);
    assert!(of(None).is_empty());
    let projects = group(accounts, "account").zone("privatelink.services.ai.azure.com", None);
    assert!(projects.unwrap().disputed.is_some() && projects.unwrap().when.is_some());
    let workspaces = "Microsoft.MachineLearningServices/workspaces";
    assert_eq!(required(workspaces, "amlworkspace", Cloud::UsGov, None).len(), 2);
    let vault = required("Microsoft.KeyVault/vaults", "vault", Cloud::China, None);
    assert_eq!(vault, ["privatelink.vaultcore.azure.cn"]);
    let update = group("Microsoft.DeviceUpdate/accounts", "DeviceUpdate");
    let legacy = update.zone("privatelink.adu.microsoft.com", None).unwrap();
    assert_eq!((legacy.role, legacy.disputed), (Role::Legacy, None));
    let scm = zones::by_name("scm.privatelink.azurewebsites.net").unwrap();
    assert!(scm.never_create());
}

#[test]
fn suspicious_zone_names() {
    let of = |name| zones::suspicious(name).map(|found| (found.reason, found.nearest));
    let wrong = [
        (
            "privatelink.digitaltwin.azure.net",
            Reason::Misspelt,
            "privatelink.digitaltwins.azure.net",
        ),
        ("privatelink.vault.azure.net", Reason::KnownWrong, "privatelink.vaultcore.azure.net"),
        ("privatelink.azureml.ms", Reason::KnownWrong, "privatelink.api.azureml.ms"),
        ("privatelink.blob.windows.net", Reason::SameService, "privatelink.blob.core.windows.net"),
        (
            "privatelink.digitaltwins.azure.com",
            Reason::SameService,
            "privatelink.digitaltwins.azure.net",
        ),
        ("privatelink.azurecr.com", Reason::Misspelt, "privatelink.azurecr.io"),
        ("privatelink.adu.azure.com", Reason::SameService, "privatelink.api.adu.microsoft.com"),
        ("privatelink.azmk8s.io", Reason::SameService, "privatelink.{regionName}.azmk8s.io"),
        ("blob.core.windows.net", Reason::PublicDomain, "privatelink.blob.core.windows.net"),
        (
            "private-link.blob.core.windows.net",
            Reason::Misspelt,
            "privatelink.blob.core.windows.net",
        ),
        (" privatelink.azurecr.io", Reason::Blanks, "privatelink.azurecr.io"),
    ];
    for (name, reason, nearest) in wrong {
        assert_eq!(of(name), Some((reason, Some(nearest))), "{name}");
    }
    for fine in [
        "privatelink.blob.core.windows.net",
        "PRIVATELINK.westeurope.azmk8s.io",
        "corp.contoso.com",
        "privatelink.contoso.internal",
        "privatelink.mycompany.com",
        "privatelink.digitaltwins.azure.us",
        "privatelink.confluent.cloud",
        "mydb.private.postgres.database.azure.com",
        "",
        "privatelink.we.backup.windowsazure.com",
        "privatelink",
        "privatelink.snowflakecomputing.com",
    ] {
        assert_eq!(of(fine), None, "{fine}");
    }
    for zone in zones::all().filter(|zone| !zone.name.contains('{')) {
        assert_eq!(of(zone.name), None, "{}", zone.name);
    }
}

#[test]
fn public_access_by_value_absence_and_version() {
    let flag = |name| public_access::by_type(name).unwrap().flags.first().unwrap();
    let storage = flag("Microsoft.Storage/storageAccounts");
    assert_eq!(storage.exposure("enabled"), Some(Exposure::Public));
    assert_eq!(storage.exposure("Disabled"), Some(Exposure::Private));
    assert_eq!(storage.exposure("SecuredByPerimeter"), Some(Exposure::Perimeter));
    assert_eq!(storage.absence(), Some(Absence::PublicByDefault));
    assert_eq!(storage.support(version("2019-06-01")), Support::TooOld);
    assert_eq!(storage.values_in(version("2023-04-01")).len(), 3);
    let twins = flag("Microsoft.DigitalTwins/digitalTwinsInstances");
    assert_eq!(twins.absence(), Some(Absence::PublicAsListed));
    assert_eq!(twins.support(version("2020-10-31")), Support::TooOld);
    assert_eq!(flag("Microsoft.Sql/servers").absence(), Some(Absence::PublicToPolicy));
    assert_eq!(flag("Microsoft.Sql/managedInstances").absence(), None);
    assert_eq!(flag("Microsoft.Security/privateLinks").absence(), Some(Absence::PrivateByDefault));
    let apps = flag("Microsoft.App/managedEnvironments");
    assert_eq!(apps.support(version("2025-01-01")), Support::Missing);
    assert_eq!(apps.support(version("2025-07-01")), Support::Writable);
    let postgres = flag("Microsoft.DBforPostgreSQL/flexibleServers");
    assert_eq!(postgres.support(version("2022-12-01")), Support::ReadOnly);
    let automation = flag("Microsoft.Automation/automationAccounts");
    assert!(automation.boolean && automation.exposure("true") == Some(Exposure::Public));
    let bus = public_access::by_type("Microsoft.ServiceBus/namespaces").unwrap();
    assert_eq!(bus.also.iter().filter(|flag| flag.role == FlagRole::DefaultAction).count(), 1);
    assert_eq!(
        public_access::flags_on("microsoft.servicebus/namespaces/networkrulesets").count(),
        2
    );
    let logs = public_access::by_type("Microsoft.OperationalInsights/workspaces").unwrap();
    assert!(logs.only && logs.unreported.is_some() && logs.flags.len() == 2);
}

#[test]
fn flags_agree_with_the_property_table() {
    for access in public_access::services() {
        for flag in access.flags.iter().chain(access.also) {
            let Some(property) = properties::of(flag.on, flag.path) else { continue };
            let version = |name| properties::checks::version(property, name);
            let known = (version("first"), version("first-stable"));
            assert_eq!(known, (flag.since, flag.since_stable), "{} {}", flag.on, flag.path);
        }
    }
}

#[test]
fn properties_and_traits_are_read() {
    let tls = properties::of("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion");
    let tls = tls.unwrap();
    assert_eq!(tls.support(version("2018-02-01")), Support::TooOld);
    let vault = traits::by_type("microsoft.keyvault/vaults").unwrap();
    assert_eq!(vault.presence("location"), traits::Presence::Required);
    assert_eq!(vault.presence("sku"), traits::Presence::Never);
}

#[test]
fn versions_have_a_path_by_its_own_fact_by_its_whole_or_by_its_parts() {
    let support =
        |name: &str, path: &str, text: &str| properties::support(name, path, version(text));
    let keys = "Microsoft.KeyVault/vaults/keys";
    let actions = "properties.rotationPolicy.lifetimeActions";
    for (text, wanted) in [
        ("2019-09-01", Support::TooOld),
        ("2021-04-01-preview", Support::Writable),
        ("2021-10-01", Support::Missing),
        ("2022-07-01", Support::Writable),
    ] {
        assert_eq!(support(keys, actions, text), Some(wanted), "{text}");
        let part = format!("{actions}[*].action.type");
        assert_eq!(support(keys, &part, text), Some(wanted), "{text}");
    }
    let accounts = "microsoft.storage/storageAccounts";
    let part = "properties.networkAcls.bypass.none";
    assert_eq!(support(accounts, part, "2023-01-01"), Some(Support::Writable));
    assert_eq!(support(accounts, "properties.network", "2023-01-01"), None);
    assert_eq!(support(keys, "properties.other", "2023-01-01"), None);
    assert!(api_versions::predates(keys, version("2016-10-01")));
    assert!(!api_versions::predates(keys, version("2019-09-01")));
    assert!(!api_versions::predates("Contoso.Any/things", version("2019-09-01")));
}

#[test]
fn clouds_regions_tags_subnets() {
    assert!(
        regions::same("West Europe", "westeurope") && regions::same("west-europe", "WESTEUROPE")
    );
    assert_eq!(regions::normalise("East US 2"), "eastus2");
    assert!(regions::is_logical("Global") && !regions::is_logical("atlantis"));
    assert_eq!(regions::of_service("microsoft.deviceupdate/accounts").unwrap().len(), 11);
    let public = Cloud::Public.environment().unwrap();
    assert_eq!(public.suffix("keyVaultDns"), Some(".vault.azure.net"));
    assert_eq!(Cloud::by_name("azureusgovernment"), Some(Cloud::UsGov));
    assert_eq!(service_tags::by_name("Storage.WestEurope").unwrap().region, Some("WestEurope"));
    let irregular = service_tags::by_name("AzureCloud.norwaye").unwrap();
    assert_eq!(irregular.region, Some("NorwayEast"));
    assert_eq!(subnets::reserved("gatewaysubnet").unwrap().min_prefix, 29);
    assert!(!subnets::endpoints_obey_nsg("China East 2") && subnets::endpoints_obey_nsg("eastus"));
    let policy = subnets::network_policy("properties.privateEndpointNetworkPolicies").unwrap();
    assert_eq!(policy.default_in(version("2021-08-01")), "Enabled");
    assert_eq!(policy.default_in(version("2024-05-01")), "Disabled");
    assert!(subnets::ranges().iter().any(|range| range.cidr == "172.17.0.0/16"));
    assert!(subnets::delegation("microsoft.app/environments").is_some());
    let kind = floors::all().iter().find(|floor| {
        floor.name == "Microsoft.MachineLearningServices/workspaces" && floor.path == "kind"
    });
    let kind = kind.unwrap();
    assert!(!kind.holds(version("2023-04-01")) && kind.holds(version("2023-10-01")));
}
