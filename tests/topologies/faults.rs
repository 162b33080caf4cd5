//! Single faults, and the rule that each must give.

use crate::topology::Topology;

pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) rule: &'static str,
    /// Puts it in; `false` where the topology cannot have it.
    pub(crate) put: fn(&mut Topology) -> bool,
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault { name: "wrong group", rule: "private-endpoint-subresource-wrong", put: wrong_group },
    Fault { name: "no group", rule: "private-endpoint-subresource-missing", put: no_group },
    Fault { name: "other region", rule: "private-endpoint-region-mismatch", put: other_region },
    Fault { name: "no zone", rule: "private-dns-zone-missing", put: no_zone },
    Fault { name: "wrong zone", rule: "private-dns-zone-group-wrong-zone", put: wrong_zone },
    Fault { name: "unlinked", rule: "private-dns-zone-not-linked", put: unlinked },
    Fault {
        name: "linked to another",
        rule: "private-dns-zone-linked-to-other-vnet",
        put: linked_to_other,
    },
    Fault { name: "no zone group", rule: "private-dns-zone-group-missing", put: no_zone_group },
    Fault { name: "a zone lacks", rule: "private-dns-zone-group-incomplete", put: lacks_zone },
    Fault {
        name: "registration",
        rule: "private-dns-zone-registration-enabled",
        put: registration,
    },
    Fault { name: "docker range", rule: "vnet-docker-bridge-overlap", put: docker },
    Fault { name: "public access", rule: "public-network-access", put: public },
    Fault { name: "rejected", rule: "private-endpoint-connection-state", put: rejected },
];

fn wrong_group(topology: &mut Topology) -> bool {
    topology.group_ids = vec!["nonsense".to_owned()];
    let link = armlint::catalogue::private_link::by_type(topology.target_type).unwrap();
    link.group("nonsense").is_none()
}

fn no_group(topology: &mut Topology) -> bool {
    topology.group_ids.clear();
    true
}

fn other_region(topology: &mut Topology) -> bool {
    topology.endpoint_region = topology.elsewhere;
    true
}

fn no_zone(topology: &mut Topology) -> bool {
    topology.zones.remove(0);
    topology.zone_group = None;
    true
}

fn wrong_zone(topology: &mut Topology) -> bool {
    let wrong = if topology.target_type.contains("DigitalTwins") {
        "privatelink.vaultcore.azure.net"
    } else {
        "privatelink.digitaltwins.azure.net"
    };
    wrong.clone_into(&mut topology.zones[0].name);
    true
}

fn unlinked(topology: &mut Topology) -> bool {
    topology.zones[0].link = None;
    true
}

fn linked_to_other(topology: &mut Topology) -> bool {
    topology.zones[0].link = Some("other");
    true
}

fn no_zone_group(topology: &mut Topology) -> bool {
    topology.zone_group = None;
    true
}

fn lacks_zone(topology: &mut Topology) -> bool {
    let Some(group) = &mut topology.zone_group else { return false };
    group.remove(0);
    !group.is_empty()
}

fn registration(topology: &mut Topology) -> bool {
    topology.zones[0].registration = true;
    true
}

fn docker(topology: &mut Topology) -> bool {
    topology.prefix = "172.17.0.0/16";
    true
}

fn rejected(topology: &mut Topology) -> bool {
    topology.connection_state = Some("Rejected");
    true
}

fn public(topology: &mut Topology) -> bool {
    let open = topology.open.clone();
    open.is_some_and(|open| {
        topology.properties = open;
        true
    })
}
