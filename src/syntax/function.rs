//! The functions of the template language: names and numbers of arguments.
//!
//! Source: the Azure Resource Manager template function reference and the overloads of the Bicep compiler.

use std::sync::LazyLock;

/// Declares the table of functions, in alphabetical order.
macro_rules! functions {
    ($($variant:ident $name:literal $min:literal $max:literal,)*) => {
        /// A built-in function of the template language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the names are the functions'")]
        pub enum Function {
            $($variant,)*
            /// `listKeys`, `listSecrets` and every other `list…`.
            List,
            /// A user's function, or a name that is not known.
            Other,
        }

        const TABLE: &[(&str, Function, u8, u8)] = &[$(($name, Function::$variant, $min, $max),)*];
    };
}

functions! {
    Add "add" 2 2,
    And "and" 2 255,
    Any "any" 1 1,
    Array "array" 1 1,
    Base64 "base64" 1 1,
    Base64ToJson "base64ToJson" 1 1,
    Base64ToString "base64ToString" 1 1,
    Bool "bool" 1 1,
    BuildUri "buildUri" 1 1,
    CidrHost "cidrHost" 2 2,
    CidrSubnet "cidrSubnet" 3 3,
    Coalesce "coalesce" 1 255,
    Concat "concat" 1 255,
    Contains "contains" 2 2,
    CopyIndex "copyIndex" 0 2,
    CreateArray "createArray" 0 255,
    CreateObject "createObject" 0 255,
    DataUri "dataUri" 1 1,
    DataUriToString "dataUriToString" 1 1,
    DateTimeAdd "dateTimeAdd" 2 3,
    DateTimeFromEpoch "dateTimeFromEpoch" 1 1,
    DateTimeToEpoch "dateTimeToEpoch" 1 1,
    Deployer "deployer" 0 0,
    Deployment "deployment" 0 0,
    Distinct "distinct" 1 1,
    Div "div" 2 2,
    Empty "empty" 1 1,
    EndsWith "endsWith" 2 2,
    Environment "environment" 0 0,
    Equals "equals" 2 2,
    ExtensionResourceId "extensionResourceId" 3 255,
    Extensions "extensions" 1 1,
    ExternalInput "externalInput" 1 2,
    ExternalInputs "externalInputs" 1 1,
    Fail "fail" 1 1,
    False "false" 0 0,
    Filter "filter" 2 2,
    First "first" 1 1,
    Flatten "flatten" 1 1,
    Float "float" 1 1,
    Format "format" 1 255,
    GetSecret "getSecret" 3 5,
    Greater "greater" 2 2,
    GreaterOrEquals "greaterOrEquals" 2 2,
    GroupBy "groupBy" 2 3,
    Guid "guid" 1 255,
    If "if" 3 3,
    IndexFromEnd "indexFromEnd" 2 2,
    IndexOf "indexOf" 2 2,
    Int "int" 1 1,
    Intersection "intersection" 2 255,
    InvokeResourceMethod "invokeResourceMethod" 3 3,
    Items "items" 1 1,
    Join "join" 2 2,
    Json "json" 1 1,
    Lambda "lambda" 1 255,
    LambdaVariables "lambdaVariables" 1 1,
    Last "last" 1 1,
    LastIndexOf "lastIndexOf" 2 2,
    Length "length" 1 1,
    Less "less" 2 2,
    LessOrEquals "lessOrEquals" 2 2,
    Like "like" 2 2,
    ListOutputsWithSecureValues "listOutputsWithSecureValues" 2 2,
    LoadDirectoryFileInfo "loadDirectoryFileInfo" 1 2,
    LoadFileAsBase64 "loadFileAsBase64" 1 1,
    LoadJsonContent "loadJsonContent" 1 3,
    LoadTextContent "loadTextContent" 1 2,
    LoadYamlContent "loadYamlContent" 1 3,
    ManagementGroup "managementGroup" 0 1,
    ManagementGroupResourceId "managementGroupResourceId" 2 255,
    Map "map" 2 2,
    MapValues "mapValues" 2 2,
    Max "max" 1 255,
    Min "min" 1 255,
    Mod "mod" 2 2,
    Mul "mul" 2 2,
    Nameof "nameof" 1 1,
    NewGuid "newGuid" 0 0,
    Not "not" 1 1,
    Null "null" 0 0,
    ObjectKeys "objectKeys" 1 1,
    Or "or" 2 255,
    PadLeft "padLeft" 2 3,
    Parameters "parameters" 1 1,
    ParseCidr "parseCidr" 1 1,
    ParseUri "parseUri" 1 1,
    PickZones "pickZones" 3 5,
    Providers "providers" 1 2,
    Range "range" 2 2,
    ReadEnvironmentVariable "readEnvironmentVariable" 1 2,
    Reduce "reduce" 3 3,
    Reference "reference" 1 3,
    References "references" 1 2,
    Replace "replace" 3 3,
    ResourceGroup "resourceGroup" 0 2,
    ResourceId "resourceId" 2 255,
    ResourceInfo "resourceInfo" 1 1,
    RoleDefinitions "roleDefinitions" 1 1,
    ShallowMerge "shallowMerge" 1 1,
    Skip "skip" 2 2,
    Sort "sort" 2 2,
    Split "split" 2 2,
    StartsWith "startsWith" 2 2,
    String "string" 1 1,
    Sub "sub" 2 2,
    Subscription "subscription" 0 1,
    SubscriptionResourceId "subscriptionResourceId" 2 255,
    Substring "substring" 2 3,
    Take "take" 2 2,
    Target "target" 0 1,
    Tenant "tenant" 0 0,
    TenantResourceId "tenantResourceId" 2 255,
    ToLogicalZone "toLogicalZone" 3 3,
    ToLogicalZones "toLogicalZones" 3 3,
    ToLower "toLower" 1 1,
    ToObject "toObject" 2 3,
    ToPhysicalZone "toPhysicalZone" 3 3,
    ToPhysicalZones "toPhysicalZones" 3 3,
    ToUpper "toUpper" 1 1,
    Trim "trim" 1 1,
    True "true" 0 0,
    TryGet "tryGet" 2 255,
    TryIndexFromEnd "tryIndexFromEnd" 2 255,
    Union "union" 2 255,
    UniqueString "uniqueString" 1 255,
    Uri "uri" 2 2,
    UriComponent "uriComponent" 1 1,
    UriComponentToString "uriComponentToString" 1 1,
    UtcNow "utcNow" 0 1,
    Variables "variables" 1 1,
}

/// The functions by the ends and the length of their names, which tell nearly all of them apart: hashing whole names was a
/// twentieth of a run over templates that a compiler wrote.
static BY_ENDS: LazyLock<Vec<Vec<Named>>> = LazyLock::new(|| {
    let mut buckets = vec![Vec::new(); BUCKETS];
    for (name, function, ..) in TABLE {
        buckets[bucket(name)].push((*name, *function));
    }
    buckets
});

type Named = (&'static str, Function);

const BUCKETS: usize = 512;

fn bucket(name: &str) -> usize {
    let lower = |byte: Option<&u8>| usize::from(byte.map_or(0, u8::to_ascii_lowercase));
    let bytes = name.as_bytes();
    (lower(bytes.first()) + 5 * lower(bytes.last()) + 67 * bytes.len()) % BUCKETS
}

impl Function {
    /// Finds a built-in function by its name, without regard to case.
    pub fn by_name(name: &str) -> Self {
        // Nearly all are written as they are documented, which is told faster.
        let is = |known: &str| known == name || known.eq_ignore_ascii_case(name);
        let mut alike = BY_ENDS[bucket(name)].iter();
        if let Some((_, function)) = alike.find(|(known, _)| is(known)) {
            return *function;
        }
        // `list()` alone is one of them too: it asks a part of an app's configuration for itself.
        let is_list = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("list"));
        if is_list { Self::List } else { Self::Other }
    }

    /// The fewest and the most arguments; 255 stands for no limit.
    pub fn arity(self) -> (usize, usize) {
        match self {
            Self::List => (1, 3),
            Self::Other => (0, 255),
            known => {
                TABLE.get(known as usize).map_or((0, 255), |entry| (entry.2.into(), entry.3.into()))
            }
        }
    }

    /// The name in its documented spelling.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list*",
            known => TABLE.get(known as usize).map_or("", |entry| entry.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_found_in_any_case() {
        for (at, (name, function, ..)) in TABLE.iter().enumerate() {
            assert_eq!(Function::by_name(&name.to_uppercase()), *function);
            assert_eq!(*function as usize, at, "{name} is out of order");
        }
        assert_eq!(Function::by_name("listKeys"), Function::List);
        assert_eq!(Function::by_name("list"), Function::List);
        assert_eq!(Function::by_name("lis"), Function::Other);
        assert_eq!(Function::by_name("contoso.make"), Function::Other);
    }
}
