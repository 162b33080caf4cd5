//! Modules of registries and template specs: where the Bicep CLI restores them on this disk.
//!
//! Source: the layout of the restore cache in the Bicep compiler (`OciArtifactRegistry`, `TagEncoder`) and the rules of
//! `bicepconfig.json` for aliases.

use super::Session;
use crate::eval::world::Absent;
use serde_json::Value as Json;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The file of a registry module or template spec; `None` for a reference that is a path. `from` is the folder and the printed
/// path of the file that has the reference.
pub fn restored(
    session: &Session,
    from: (&Path, &str),
    bound: &Path,
    reference: &str,
) -> Option<Result<PathBuf, Absent>> {
    let (folder, printed) = from;
    let (scheme, rest) = reference.split_once(':')?;
    let (kind, alias) =
        scheme.split_once('/').map_or((scheme, None), |(kind, alias)| (kind, Some(alias)));
    if kind != "br" && kind != "ts" {
        return None;
    }
    let config = session.config(folder, bound);
    if let Some(alias) = alias.filter(|alias| !config.knows(kind, alias)) {
        return Some(Err(Absent::NotRestored(format!(
            "module '{reference}' cannot be found: no 'bicepconfig.json' has the alias '{alias}'"
        ))));
    }
    let place = if kind == "br" { oci(&config, alias, rest) } else { spec(&config, alias, rest) };
    let Some(place) = place else {
        return Some(Err(Absent::Missing(format!(
            "'{reference}' is no module reference that can be read"
        ))));
    };
    let root = session.cache.clone().or_else(|| config.cache.clone()).or_else(home_cache);
    let file = root.map(|root| root.join(place).join("main.json"));
    let found = file.and_then(|file| {
        let storage = session.restored_in(&file);
        storage.is_file(&file).then(|| storage.canonical(&file).ok()).flatten()
    });
    Some(found.ok_or_else(|| {
        let path = Path::new(printed);
        let name = path.file_name().filter(|_| path.is_absolute());
        let name = name.map_or_else(|| printed.into(), OsStr::to_string_lossy);
        Absent::NotRestored(format!(
            "module '{reference}' is not restored: run 'bicep restore {name}'"
        ))
    }))
}

/// Whether a file lies in a cache of restored registry modules, as its folders tell: `br/<registry>/<repository>/<tag>$/main.json`.
pub fn is_restored(path: &Path) -> bool {
    // Nearly all files have another name, which tells without taking their folders apart.
    if !path.as_os_str().as_encoded_bytes().ends_with(b"main.json") {
        return false;
    }
    let mut folders = path
        .ancestors()
        .skip(1)
        .map(|folder| folder.file_name().and_then(OsStr::to_str).unwrap_or_default());
    let (version, kind) = (folders.next().unwrap_or_default(), folders.nth(2));
    let mask = version.rsplit_once('$').map(|(_, mask)| mask);
    let is_version = mask.is_some_and(|mask| mask.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || version.starts_with("sha256#");
    is_version && kind == Some("br") && path.file_name() == Some(OsStr::new("main.json"))
}

fn home_cache() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".bicep"))
}

/// `br/<registry>/<repository with $>/<tag$mask or digest>`.
fn oci(config: &Config, alias: Option<&str>, rest: &str) -> Option<PathBuf> {
    let (registry, path) = match alias {
        None => {
            let (registry, path) = rest.split_once('/')?;
            (registry.to_owned(), path.to_owned())
        }
        Some(alias) => {
            let (registry, prefix) = config.registry(alias)?;
            let path = if prefix.is_empty() { rest.to_owned() } else { format!("{prefix}/{rest}") };
            (registry, path)
        }
    };
    let (repository, version) = if let Some((repository, digest)) = path.split_once('@') {
        (repository, digest.replace(':', "#"))
    } else {
        let (repository, tag) = path.rsplit_once(':')?;
        (repository, encode(tag))
    };
    let registry = registry.to_ascii_lowercase().replace(':', "$");
    let parts = ["br", &registry, &repository.replace('/', "$"), &version];
    let is_safe = |part: &&str| !part.is_empty() && !part.contains(['/', '\\']) && *part != "..";
    parts.iter().all(is_safe).then(|| parts.iter().collect())
}

/// A tag, `$`, and the hexadecimal mask of its upper-case letters; nothing where there are none.
fn encode(tag: &str) -> String {
    let mut mask: Vec<u8> = Vec::new();
    for (at, byte) in tag.bytes().enumerate() {
        if byte.is_ascii_uppercase() {
            mask.resize(mask.len().max(at / 4 + 1), 0);
            mask[at / 4] |= 1 << (at % 4);
        }
    }
    let digits: String =
        mask.iter().rev().filter_map(|digit| char::from_digit(u32::from(*digit), 16)).collect();
    format!("{tag}${}", digits.trim_start_matches('0'))
}

/// `ts/<subscription>/<group>/<name>/<version>`, all in lower case.
fn spec(config: &Config, alias: Option<&str>, rest: &str) -> Option<PathBuf> {
    let (path, version) = rest.rsplit_once(':')?;
    let whole = match alias {
        None => path.to_owned(),
        Some(alias) => {
            let (subscription, group) = config.spec(alias)?;
            format!("{subscription}/{group}/{path}")
        }
    };
    let parts: Vec<_> = whole.split('/').collect();
    let is_safe = |part: &&str| !part.is_empty() && *part != ".." && !part.contains('\\');
    let fits = parts.len() == 3
        && parts.iter().all(is_safe)
        && is_safe(&version)
        && !version.contains('/');
    fits.then(|| PathBuf::from("ts").join(format!("{whole}/{version}").to_ascii_lowercase()))
}

/// Larger configurations of Bicep are not read.
const LARGEST: u64 = 4 << 20;

/// What `bicepconfig.json` says about modules.
#[derive(Debug, Default)]
pub(super) struct Config {
    json: Json,
    cache: Option<PathBuf>,
}

/// Files that extend each other more often than this are not followed.
const MOST_EXTENDED: usize = 8;

impl Config {
    /// The nearest file upwards, within the bound, over those that it extends.
    pub(super) fn near(session: &Session, folder: &Path, bound: &Path) -> Self {
        let folders = folder.ancestors().take_while(|folder| folder.starts_with(bound));
        let files = folders.map(|folder| folder.join("bicepconfig.json"));
        let mut next = files.into_iter().find(|path| session.is_below(bound, path));
        let mut config = Self::default();
        for _ in 0..MOST_EXTENDED {
            let Some(path) = next.filter(|path| session.is_below(bound, path)) else { break };
            let Ok(bytes) = session.storage.read(&path, LARGEST) else { break };
            let text = String::from_utf8_lossy(&bytes);
            let folder = path.parent().unwrap_or(bound);
            let json = data(&text);
            let word = |name: &str| json.get(name).and_then(Json::as_str);
            next = word("extends").and_then(|base| super::inside(bound, folder, base));
            let cache = word("cacheRootDirectory").map(|path| folder.join(path));
            config.cache = config.cache.or(cache);
            fill(&mut config.json, json);
        }
        config
    }

    fn alias(&self, kind: &str, name: &str) -> Option<&Json> {
        self.json.get("moduleAliases")?.get(kind)?.get(name)
    }

    fn knows(&self, kind: &str, name: &str) -> bool {
        self.alias(kind, name).is_some() || (kind, name) == ("br", "public")
    }

    /// Registry and path prefix of an alias; `public` is built in.
    fn registry(&self, name: &str) -> Option<(String, String)> {
        let text =
            |alias: &Json, key: &str| alias.get(key).and_then(Json::as_str).map(str::to_owned);
        match self.alias("br", name) {
            Some(alias) => {
                Some((text(alias, "registry")?, text(alias, "modulePath").unwrap_or_default()))
            }
            None => {
                (name == "public").then(|| ("mcr.microsoft.com".to_owned(), "bicep".to_owned()))
            }
        }
    }

    fn spec(&self, name: &str) -> Option<(String, String)> {
        let alias = self.alias("ts", name)?;
        let text = |key: &str| alias.get(key).and_then(Json::as_str).map(str::to_owned);
        Some((text("subscription")?, text("resourceGroup")?))
    }
}

/// JSON with comments.
fn data(text: &str) -> Json {
    let document = crate::syntax::json::parse_data(text);
    let bump = bumpalo::Bump::new();
    let heap = crate::eval::heap::Heap::new(&bump);
    crate::eval::render::json(crate::eval::data::value(heap, document.root()))
}

/// Takes over what only `base` has.
fn fill(own: &mut Json, base: Json) {
    match (own, base) {
        (Json::Object(own), Json::Object(base)) => {
            for (key, value) in base {
                fill(own.entry(key).or_insert(Json::Null), value);
            }
        }
        (own @ Json::Null, base) => *own = base,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_cache_are_those_of_the_bicep_cli() {
        let config = Config::default();
        let path =
            |alias, rest| oci(&config, alias, rest).map(|path| path.to_string_lossy().into_owned());
        let expected = "br/mcr.microsoft.com/bicep$avm$res$storage$storage-account/0.27.1$";
        assert_eq!(
            path(Some("public"), "avm/res/storage/storage-account:0.27.1").as_deref(),
            Some(expected)
        );
        assert_eq!(
            path(None, "Reg.azurecr.io/a/b:V1").as_deref(),
            Some("br/reg.azurecr.io/a$b/V1$1")
        );
        assert_eq!(
            path(None, "reg.azurecr.io/a@sha256:00ff").as_deref(),
            Some("br/reg.azurecr.io/a/sha256#00ff")
        );
        assert!(is_restored(&Path::new("/home/.bicep").join(expected).join("main.json")));
        assert!(!is_restored(Path::new("/home/br/a/b/1.0.0/main.json")));
        assert_eq!(path(Some("other"), "a:1"), None);
        assert_eq!(path(None, "reg/a/..:/../x"), None);
    }
}
