//! What `environment()` gives in each cloud.

use super::world::Cloud;

/// Paths and values. Source: the function's documentation (public cloud) and the cloud table of the Azure CLI.
pub fn members(cloud: Cloud) -> &'static [(&'static str, &'static str)] {
    match cloud {
        Cloud::Public => PUBLIC,
        Cloud::UsGovernment => US_GOVERNMENT,
        Cloud::China => CHINA,
    }
}

const PUBLIC: &[(&str, &str)] = &[
    ("name", "AzureCloud"),
    ("resourceManager", "https://management.azure.com/"),
    ("authentication.loginEndpoint", "https://login.microsoftonline.com/"),
    ("suffixes.storage", "core.windows.net"),
    ("suffixes.sqlServerHostname", ".database.windows.net"),
    ("suffixes.keyvaultDns", ".vault.azure.net"),
    ("suffixes.acrLoginServer", ".azurecr.io"),
    ("suffixes.azureDatalakeStoreFileSystem", "azuredatalakestore.net"),
    ("suffixes.azureDatalakeAnalyticsCatalogAndJob", "azuredatalakeanalytics.net"),
    ("suffixes.azureFrontDoorEndpointSuffix", "azurefd.net"),
];

const US_GOVERNMENT: &[(&str, &str)] = &[
    ("name", "AzureUSGovernment"),
    ("resourceManager", "https://management.usgovcloudapi.net/"),
    ("authentication.loginEndpoint", "https://login.microsoftonline.us"),
    ("suffixes.storage", "core.usgovcloudapi.net"),
    ("suffixes.sqlServerHostname", ".database.usgovcloudapi.net"),
    ("suffixes.keyvaultDns", ".vault.usgovcloudapi.net"),
    ("suffixes.acrLoginServer", ".azurecr.us"),
];

const CHINA: &[(&str, &str)] = &[
    ("name", "AzureChinaCloud"),
    ("resourceManager", "https://management.chinacloudapi.cn"),
    ("authentication.loginEndpoint", "https://login.chinacloudapi.cn"),
    ("suffixes.storage", "core.chinacloudapi.cn"),
    ("suffixes.sqlServerHostname", ".database.chinacloudapi.cn"),
    ("suffixes.keyvaultDns", ".vault.azure.cn"),
    ("suffixes.acrLoginServer", ".azurecr.cn"),
];
