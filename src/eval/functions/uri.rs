//! Building, resolving and taking apart URIs.

use super::args::{self, error};
use super::{Failure, Outcome};
use crate::eval::heap::Heap;
use crate::eval::value::{Data, Object, Val};

/// The parts of a URI, each with its mark but the scheme and the authority.
#[derive(Clone, Copy)]
struct Parts<'t> {
    scheme: &'t str,
    authority: &'t str,
    path: &'t str,
    query: &'t str,
    fragment: &'t str,
}

impl<'t> Parts<'t> {
    /// Reads a URI with a scheme and an authority.
    fn read(text: &'t str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (path, query, fragment) = tail(rest);
        (is_scheme && !authority.is_empty()).then_some(Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        })
    }

    /// Host in lower case, and the port where it is not the usual one.
    fn host_and_port(self) -> Option<(String, Option<u16>)> {
        let (host, port) = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (self.authority, default_port(self.scheme).unwrap_or(0)),
        };
        let port = Some(port).filter(|port| Some(*port) != default_port(self.scheme) && *port > 0);
        Some((host.to_ascii_lowercase(), port))
    }
}

/// Path, query and fragment.
fn tail(text: &str) -> (&str, &str, &str) {
    let (text, fragment) = text.split_at(text.find('#').unwrap_or(text.len()));
    let (path, query) = text.split_at(text.find('?').unwrap_or(text.len()));
    (path, query, fragment)
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Some(80),
        "https" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}

/// Whether .NET leaves every character as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&b))
}

/// A relative URI, seen from a base.
pub(super) fn resolve<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let (base, relative) = (args::text(args, 0), args::text(args, 1));
    if let Err(failure @ Failure::Error(_)) = relative {
        return Err(failure);
    }
    let (base, relative) = (base?, relative?);
    let Some(parts) = Parts::read(base) else {
        return error(format!("'{base}' is not an absolute URI"));
    };
    if !is_plain(base) || !is_plain(relative) || parts.authority.contains('@') {
        return Err(Failure::NotKnown);
    }
    if let Some(own) = Parts::read(relative) {
        let (host, port) = own.host_and_port().ok_or(Failure::NotKnown)?;
        return Ok(heap.str(&put(own, &host, port, &clean(own.path), own.query, own.fragment)));
    }
    if relative.starts_with("//") || relative.split('/').next().is_some_and(|s| s.contains(':')) {
        return Err(Failure::NotKnown);
    }
    let (host, port) = parts.host_and_port().ok_or(Failure::NotKnown)?;
    let (path, query, fragment) = tail(relative);
    let (path, query) = match path {
        "" if query.is_empty() => (parts.path.to_owned(), parts.query),
        "" => (parts.path.to_owned(), query),
        path if path.starts_with('/') => (path.to_owned(), query),
        path => (format!("{}/{path}", parts.path.rsplit_once('/').map_or("", |p| p.0)), query),
    };
    Ok(heap.str(&put(parts, &host, port, &clean(&path), query, fragment)))
}

fn put(
    parts: Parts<'_>,
    host: &str,
    port: Option<u16>,
    path: &str,
    query: &str,
    fragment: &str,
) -> String {
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}{path}{query}{fragment}", parts.scheme.to_ascii_lowercase())
}

/// Takes `.` and `..` out of a path.
fn clean(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut steps = path.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        match step {
            "." | ".." => {
                if step == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            step => kept.push(step),
        }
    }
    format!("/{}", kept.join("/"))
}

/// A URI from its parts.
pub(super) fn build<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let object = args::object(args, 0)?;
    if object.open {
        return Err(Failure::NotKnown);
    }
    let part = |name| text_of(object, name);
    let (Some(scheme), Some(host)) = (part("scheme")?, part("host")?) else {
        return error("the object must have a scheme and a host");
    };
    let (path, query) = (part("path")?.unwrap_or(""), part("query")?.unwrap_or(""));
    let port = match object.get("port").map(|port| port.data) {
        None | Some(Data::Null) => None,
        Some(Data::Int(port)) => match u16::try_from(port) {
            Ok(port) => Some(port).filter(|port| Some(*port) != default_port(scheme)),
            Err(_) => return error(format!("{port} is not a port")),
        },
        Some(_) => return Err(Failure::NotKnown),
    };
    let is_name =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    if !is_name(scheme) || !is_name(host) || ![path, query].iter().all(|text| is_plain(text)) {
        return Err(Failure::NotKnown);
    }
    let mark = |mark: &str, text: &str| {
        if text.starts_with(mark) { text.to_owned() } else { format!("{mark}{text}") }
    };
    let query = if query.is_empty() { String::new() } else { mark("?", query) };
    let parts = Parts { scheme, authority: host, path, query: "", fragment: "" };
    Ok(heap.str(&put(parts, &host.to_ascii_lowercase(), port, &mark("/", path), &query, "")))
}

fn text_of<'w>(object: Object<'w>, name: &str) -> Result<Option<&'w str>, Failure> {
    match object.get(name).map(|value| value.data) {
        None | Some(Data::Null) => Ok(None),
        Some(Data::Str(text)) => Ok(Some(text)),
        Some(Data::Text(_) | Data::Unknown(_) | Data::OneOf(_)) => Err(Failure::NotKnown),
        Some(_) => error(format!("the {name} must be text")),
    }
}

/// The parts of a URI.
pub(super) fn parse<'w>(heap: Heap<'w>, args: &[Val<'w>]) -> Outcome<'w> {
    let text = args::text(args, 0)?;
    let Some(parts) = Parts::read(text) else {
        return error(format!("'{text}' is not an absolute URI"));
    };
    if !is_plain(text) || parts.authority.contains('@') {
        return Err(Failure::NotKnown);
    }
    let (host, port) = parts.host_and_port().ok_or(Failure::NotKnown)?;
    let port = port.map_or_else(|| heap.null(), |port| heap.int(port.into()));
    let mut members = vec![
        ("scheme", heap.str(&parts.scheme.to_ascii_lowercase())),
        ("host", heap.str(&host)),
        ("port", port),
    ];
    let path = clean(parts.path);
    if path != "/" {
        members.push(("path", heap.str(&path)));
    }
    if !parts.query.is_empty() {
        members.push(("query", heap.str(parts.query)));
    }
    Ok(heap.object(&members))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use crate::syntax::function::Function::{BuildUri, ParseUri, Uri};

    #[test]
    fn relative_uris_are_resolved() {
        let cases = [
            ("https://github.com/another/repo", "/Azure/bicep", "https://github.com/Azure/bicep"),
            ("https://github.com", "Azure/bicep", "https://github.com/Azure/bicep"),
            ("http://contoso.org/first", "a.sh", "http://contoso.org/a.sh"),
            ("http://contoso.org/first/", "a.sh", "http://contoso.org/first/a.sh"),
            ("http://contoso.org/a/b/c", "../d?x=1", "http://contoso.org/a/d?x=1"),
            ("http://contoso.org/a?x=1", "?y=2", "http://contoso.org/a?y=2"),
            ("http://contoso.org/a", "HTTPS://B.org:443", "https://b.org/"),
        ];
        for (base, relative, expected) in cases {
            check(Uri, &format!(r#"["{base}", "{relative}"]"#), &format!("\"{expected}\""));
        }
        check(Uri, r#"["‹p›", "a"]"#, "?");
        check(Uri, r#"["a", "b"]"#, "error: 'a' is not an absolute URI");
        check(Uri, r#"["‹p›", 2]"#, "error: argument 2 must be text, not a number");
    }

    #[test]
    fn uris_are_built_and_taken_apart() {
        let parts = r#"{"scheme": "https", "host": "example.com", "path": "foo", "query": "a=1"}"#;
        check(BuildUri, &format!("[{parts}]"), r#""https://example.com/foo?a=1""#);
        let taken =
            r#"{"scheme":"https","host":"example.com","port":1234,"path":"/foo","query":"?a"}"#;
        check(ParseUri, r#"["https://Example.com:1234/foo?a"]"#, taken);
        check(
            ParseUri,
            r#"["https://example.com/"]"#,
            r#"{"scheme":"https","host":"example.com","port":null}"#,
        );
    }
}
