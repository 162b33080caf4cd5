//! ARM JSON as a typed template.

use super::{
    Assignment, Copy, Deployment, DeploymentSource, Language, Output, Over, Parameter,
    ParameterFile, ParameterType, Resource, TargetScope, Template, UserFunction, Variable,
};
use crate::syntax::document::{Document, Kind, NodeRef, Text};

/// The kind of a JSON file by its root `$schema`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// A deployment template of the given scope.
    Template(TargetScope),
    /// A file of parameters.
    Parameters,
}

impl Schema {
    /// Reads a schema address: any case, `http` or `https`, with or without `#`. Source: the schemas published at
    /// schema.management.azure.com.
    pub fn by_uri(uri: &str) -> Option<Self> {
        let uri = uri.trim_end_matches('#').to_ascii_lowercase();
        let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))?;
        let file = rest.strip_prefix("schema.management.azure.com/schemas/")?.split('/').nth(1)?;
        Some(match file {
            "deploymenttemplate.json" => Self::Template(TargetScope::ResourceGroup),
            "subscriptiondeploymenttemplate.json" => Self::Template(TargetScope::Subscription),
            "managementgroupdeploymenttemplate.json" => {
                Self::Template(TargetScope::ManagementGroup)
            }
            "tenantdeploymenttemplate.json" => Self::Template(TargetScope::Tenant),
            "deploymentparameters.json" | "subscriptiondeploymentparameters.json" => {
                Self::Parameters
            }
            "managementgroupdeploymentparameters.json" | "tenantdeploymentparameters.json" => {
                Self::Parameters
            }
            _ => return None,
        })
    }
}

/// Reads the template at the root of a document.
pub fn template(document: &Document) -> Template {
    read(document.root())
}

/// Reads the parameter file at the root of a document.
pub fn parameter_file(document: &Document) -> ParameterFile {
    let mut file = ParameterFile::default();
    let Some(parameters) = document.root().get("parameters") else { return file };
    for (key, value) in parameters.members() {
        let assignment =
            Assignment { name: key.span(), value: value.get("value").map(|node| node.id) };
        file.values.add(key.as_text().unwrap_or_default(), assignment);
    }
    file
}

fn read(root: NodeRef<'_>) -> Template {
    let schema = root.get("$schema").and_then(NodeRef::as_text).and_then(Schema::by_uri);
    let target = if let Some(Schema::Template(target)) = schema {
        target
    } else {
        TargetScope::ResourceGroup
    };
    let mut template = Template { target, language: Language::Arm, ..Template::default() };
    for (key, value) in root.members() {
        match key.as_text().unwrap_or_default() {
            name if name.eq_ignore_ascii_case("parameters") => {
                read_parameters(value, &mut template);
            }
            name if name.eq_ignore_ascii_case("variables") => read_variables(value, &mut template),
            name if name.eq_ignore_ascii_case("functions") => read_functions(value, &mut template),
            name if name.eq_ignore_ascii_case("definitions") => read_types(value, &mut template),
            name if name.eq_ignore_ascii_case("resources") => read_resources(value, &mut template),
            name if name.eq_ignore_ascii_case("outputs") => read_outputs(value, &mut template),
            _ => {}
        }
    }
    template
}

fn read_parameters(node: NodeRef<'_>, template: &mut Template) {
    template.parameters.reserve(node.members().len());
    for (key, value) in node.members() {
        let Some(name) = key.as_text() else { continue };
        let description = value.get("metadata").and_then(|metadata| metadata.get("description"));
        let parameter = Parameter {
            name: key.span(),
            span: key.span().to(value.span()),
            of: read_type(value),
            default: value.get("defaultValue").map(|node| node.id),
            description: description.and_then(literal),
        };
        template.parameters.add(name, parameter);
    }
}

fn read_type(node: NodeRef<'_>) -> ParameterType {
    let [
        base,
        allowed,
        nullable,
        reference,
        min_length,
        max_length,
        min_value,
        max_value,
        properties,
    ] = node.pick([
        "type",
        "allowedValues",
        "nullable",
        "$ref",
        "minLength",
        "maxLength",
        "minValue",
        "maxValue",
        "properties",
    ]);
    let named = base.and_then(NodeRef::as_text).unwrap_or_default();
    let id = |node: Option<NodeRef<'_>>| node.map(|node| node.id);
    let is_secure = |node: NodeRef<'_>| {
        let base = node.get("type").and_then(NodeRef::as_text).unwrap_or_default();
        base.eq_ignore_ascii_case("securestring") || base.eq_ignore_ascii_case("secureobject")
    };
    let secret =
        |(key, value): (NodeRef<'_>, NodeRef<'_>)| is_secure(value).then(|| literal(key)).flatten();
    ParameterType {
        base: base.and_then(literal).unwrap_or_default(),
        allowed: id(allowed),
        secure: named.eq_ignore_ascii_case("securestring")
            || named.eq_ignore_ascii_case("secureobject"),
        nullable: nullable.is_some_and(|node| node.kind() == Kind::Bool(true)),
        reference: reference.and_then(|node| definition(node)),
        min_length: id(min_length),
        max_length: id(max_length),
        min_value: id(min_value),
        max_value: id(max_value),
        secure_properties: properties
            .map(|node| node.members().filter_map(secret).collect())
            .unwrap_or_default(),
    }
}

/// The name in `#/definitions/name`.
fn definition(node: NodeRef<'_>) -> Option<Text> {
    const PREFIX: &str = "#/definitions/";
    let text = node.as_text().filter(|text| text.starts_with(PREFIX))?;
    let mut span = node.span();
    if span.len() as usize != text.len() + 2 {
        return None;
    }
    span.start += PREFIX.len() as u32 + 1;
    span.end -= 1;
    Some(Text::in_source(span))
}

fn literal(node: NodeRef<'_>) -> Option<Text> {
    if let Kind::Text(text) = node.kind() { Some(text) } else { None }
}

fn read_variables(node: NodeRef<'_>, template: &mut Template) {
    template.variables.reserve(node.members().len());
    for (key, value) in node.members() {
        let Some(name) = key.as_text() else { continue };
        if name.eq_ignore_ascii_case("copy") && value.is_array() {
            read_variable_loops(value, template);
        } else {
            template
                .variables
                .add(name, Variable { name: key.span(), value: value.id, copy: None });
        }
    }
}

fn read_variable_loops(node: NodeRef<'_>, template: &mut Template) {
    for entry in node.elements() {
        let (Some(name), Some(input)) = (entry.get("name"), entry.get("input")) else { continue };
        let Some(text) = name.as_text() else { continue };
        template
            .variables
            .add(text, Variable { name: name.span(), value: input.id, copy: Some(entry.id) });
    }
}

fn read_functions(node: NodeRef<'_>, template: &mut Template) {
    for space in node.elements() {
        let prefix = space.get("namespace").and_then(NodeRef::as_text).unwrap_or_default();
        let Some(members) = space.get("members") else { continue };
        for (key, value) in members.members() {
            let Some(result) = value.get("output").and_then(|output| output.get("value")) else {
                continue;
            };
            let parameters = value.get("parameters").map(|list| {
                list.elements()
                    .filter_map(|parameter| parameter.get("name").and_then(literal))
                    .collect()
            });
            let name = format!("{prefix}.{}", key.as_text().unwrap_or_default());
            let function = UserFunction {
                name: key.span(),
                parameters: parameters.unwrap_or_default(),
                value: result.id,
            };
            template.functions.add(name, function);
        }
    }
}

fn read_types(node: NodeRef<'_>, template: &mut Template) {
    for (key, value) in node.members() {
        template.types.add(key.as_text().unwrap_or_default(), read_type(value));
    }
}

fn read_outputs(node: NodeRef<'_>, template: &mut Template) {
    template.outputs.reserve(node.members().len());
    for (key, value) in node.members() {
        let output = Output {
            name: key.span(),
            span: key.span().to(value.span()),
            value: value.get("value").map(|node| node.id),
            copy: value.get("copy").map(|node| node.id),
            of: read_type(value),
            condition: value.get("condition").map(|node| node.id),
        };
        template.outputs.add(key.as_text().unwrap_or_default(), output);
    }
}

fn read_resources(node: NodeRef<'_>, template: &mut Template) {
    template.symbolic = node.is_object();
    template.resources = resources(node);
}

fn resources(node: NodeRef<'_>) -> Vec<Resource> {
    if node.is_object() {
        return node.members().filter_map(|(key, value)| resource(value, literal(key))).collect();
    }
    node.elements().filter_map(|element| resource(element, None)).collect()
}

fn resource(node: NodeRef<'_>, symbol: Option<Text>) -> Option<Resource> {
    let [type_, api_version, name, condition, repeated, scope, depends_on, existing, children] =
        node.pick([
            "type",
            "apiVersion",
            "name",
            "condition",
            "copy",
            "scope",
            "dependsOn",
            "existing",
            "resources",
        ]);
    let id = |node: Option<NodeRef<'_>>| node.map(|node| node.id);
    let type_ = type_?;
    let is_deployment = type_
        .as_text()
        .is_some_and(|name| name.eq_ignore_ascii_case("Microsoft.Resources/deployments"));
    Some(Resource {
        symbol,
        type_: type_.id,
        api_version: id(api_version),
        name: id(name),
        body: node.id,
        span: node.span(),
        condition: id(condition),
        copy: repeated.and_then(copy),
        scope: id(scope),
        parent: None,
        depends_on: id(depends_on),
        existing: existing.is_some_and(|node| node.kind() == Kind::Bool(true)) || is_foreign(node),
        inherits_condition: false,
        references: Vec::new(),
        children: children.map(resources).unwrap_or_default(),
        deployment: is_deployment.then(|| Box::new(deployment(node))),
    })
}

/// Whether an extension makes the resource, such as that of Microsoft Graph: others may wait for it and ask it, and Azure knows
/// nothing of it. Bicep compiled it so. Azure itself may be named as one, too; its resources have an api version.
fn is_foreign(node: NodeRef<'_>) -> bool {
    let is_text = |key: &&str| node.get(key).is_some_and(|by| by.as_text().is_some());
    node.get("apiVersion").is_none() && ["import", "extension"].iter().any(is_text)
}

fn copy(node: NodeRef<'_>) -> Option<Copy> {
    Some(Copy {
        name: node.get("name").map(|node| node.id),
        over: Over::Count(node.get("count")?.id),
        item: Text::default(),
        index: Text::default(),
        filter: None,
    })
}

fn deployment(node: NodeRef<'_>) -> Deployment {
    let properties = node.get("properties");
    let part = |name: &str| properties.and_then(|properties| properties.get(name));
    let options = part("expressionEvaluationOptions").and_then(|options| options.get("scope"));
    let is_inner =
        options.and_then(NodeRef::as_text).is_some_and(|scope| scope.eq_ignore_ascii_case("inner"));
    let (source, inner) = match (part("template"), part("templateLink")) {
        (Some(template), _) if template.is_object() => {
            (DeploymentSource::Nested(Box::new(read(template))), is_inner)
        }
        (_, Some(link)) => (DeploymentSource::Link(link.id), true),
        _ => (DeploymentSource::None, true),
    };
    Deployment {
        source,
        parameters: part("parameters").map(|node| node.id),
        inner,
        subscription: node.get("subscriptionId").map(|node| node.id),
        resource_group: node.get("resourceGroup").map(|node| node.id),
        location: node.get("location").map(|node| node.id),
    }
}
