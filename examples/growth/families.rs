//! The families, each with what it is called in the table.

use crate::text::{arm, list};
use crate::{Make, bicep, network, resources, values};

pub(crate) const FAMILIES: &[(&str, Make)] = &[
    ("resources", |folder, n| arm(folder, &resources::resources(n), "")),
    ("resources, each with a fault", |folder, n| arm(folder, &resources::faults(n), "")),
    ("resources on one line", |folder, n| resources::one_line(folder, n)),
    ("resources by symbol", |folder, n| resources::symbols(folder, n)),
    ("resources that refer to the last", |folder, n| arm(folder, &resources::references(n), "")),
    ("resources with unknown names", |folder, n| arm(folder, &resources::unknown_names(n), "")),
    ("parameters", values::parameters),
    ("nested deployments, inner", |folder, n| arm(folder, &resources::nested(n, "inner"), "")),
    ("nested deployments, outer", |folder, n| arm(folder, &resources::nested(n, "outer"), "")),
    ("nested deployments, all the same", |folder, n| arm(folder, &resources::nested_same(n), "")),
    ("nested deployments, as compiled", |folder, n| arm(folder, &resources::compiled(n), "")),
    ("copies", |folder, n| arm(folder, &resources::copies(n), "")),
    ("endpoints with zones", |folder, n| arm(folder, &network::endpoints(n), "")),
    ("endpoints, each with its zone", |folder, n| {
        arm(folder, &network::endpoints_and_zones(n), "")
    }),
    ("endpoints that wait for each other", |folder, n| {
        arm(folder, &network::waiting_endpoints(n), "")
    }),
    ("subnets of one network", |folder, n| arm(folder, &network::subnets(n), "")),
    ("network cards with one group", |folder, n| arm(folder, &network::cards(n), "")),
    ("role assignments", |folder, n| arm(folder, &network::roles(n), "")),
    ("secure parameters with defaults", values::secure),
    ("long string", |folder, n| arm(folder, "", &format!("\"s\": \"{}\"", "x".repeat(n * 100)))),
    ("many strings with escapes", values::escapes),
    ("concat of many", |folder, n| {
        arm(folder, "", &format!("\"s\": \"[concat({})]\"", list(n, "'abcdef'")))
    }),
    ("deep nesting", values::deep),
    ("one variable used often", values::used_often),
    ("variables, each of the former", values::chain),
    ("variables, each twice the former", values::doubled),
    ("object of many members", values::members),
    ("outputs", values::outputs),
    ("modules", bicep::modules),
    ("one module, called often", bicep::one_module),
    ("Bicep resources", bicep::bicep_resources),
    ("Bicep variables", bicep::bicep_variables),
];
