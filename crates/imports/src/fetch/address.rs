//! Which addresses belong to the public internet.
//!
//! From IANA's special-purpose address registries (RFC 6890 and what was registered since). IPv4 has a list of what is
//! not public. IPv6 has one block of public addresses, so there the list names what is public, and exceptions in it.
//! Forms of IPv6 that carry an IPv4 address are judged by that one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::NotPublic;

type V4Block = (Ipv4Addr, u32, NotPublic);

const V4: [V4Block; 20] = [
    (Ipv4Addr::UNSPECIFIED, 8, NotPublic::Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, NotPublic::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, NotPublic::Private),
    (Ipv4Addr::new(127, 0, 0, 0), 8, NotPublic::Loopback),
    // Also where clouds tell a machine its credentials (169.254.169.254).
    (Ipv4Addr::new(169, 254, 0, 0), 16, NotPublic::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, NotPublic::Private),
    // Azure's address for the same, although it stands in public space.
    (Ipv4Addr::new(168, 63, 129, 16), 32, NotPublic::LinkLocal),
    (Ipv4Addr::new(192, 0, 0, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(192, 31, 196, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(192, 52, 193, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(192, 88, 99, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(192, 168, 0, 0), 16, NotPublic::Private),
    (Ipv4Addr::new(192, 175, 48, 0), 24, NotPublic::Reserved),
    (Ipv4Addr::new(198, 18, 0, 0), 15, NotPublic::Documentation),
    (Ipv4Addr::new(198, 51, 100, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, NotPublic::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, NotPublic::Multicast),
    (Ipv4Addr::BROADCAST, 32, NotPublic::Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, NotPublic::Reserved),
];

type V6Block = (Ipv6Addr, u32, NotPublic);

/// What is not public within the public block `2000::/3`, and blocks outside it whose name helps the reader.
const V6: [V6Block; 9] = [
    // Teredo, benchmarks, ORCHID and other protocol assignments.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, NotPublic::Reserved),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, NotPublic::Documentation),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48, NotPublic::Reserved),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, NotPublic::Documentation),
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, NotPublic::Private),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, NotPublic::Private),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, NotPublic::LinkLocal),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, NotPublic::Private),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, NotPublic::Multicast),
];

const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Why nothing is fetched from `address`, or `None` if something may be.
pub fn refusal(address: IpAddr, allow_loopback: bool) -> Option<NotPublic> {
    let kind = match address {
        IpAddr::V4(v4) => of_v4(v4),
        IpAddr::V6(v6) => of_v6(v6),
    };
    kind.filter(|kind| !(allow_loopback && *kind == NotPublic::Loopback))
}

fn of_v4(address: Ipv4Addr) -> Option<NotPublic> {
    V4.iter().find(|(block, bits, _)| (address.to_bits() ^ block.to_bits()) >> (32 - bits) == 0).map(|found| found.2)
}

fn of_v6(address: Ipv6Addr) -> Option<NotPublic> {
    if address.is_loopback() {
        return Some(NotPublic::Loopback);
    }
    if address.is_unspecified() {
        return Some(NotPublic::Unspecified);
    }
    if let Some(v4) = carried(address) {
        return of_v4(v4);
    }
    let within = |block: Ipv6Addr, bits: u32| (address.to_bits() ^ block.to_bits()) >> (128 - bits) == 0;
    match V6.iter().find(|(block, bits, _)| within(*block, *bits)) {
        Some((_, _, kind)) => Some(*kind),
        None if within(PUBLIC_V6.0, PUBLIC_V6.1) => None,
        None => Some(NotPublic::Reserved),
    }
}

/// The IPv4 address that an IPv6 address stands for: mapped (`::ffff:a.b.c.d`), compatible (`::a.b.c.d`), translated
/// (`::ffff:0:a.b.c.d`), NAT64 (`64:ff9b::a.b.c.d`) and 6to4 (`2002:aabb:ccdd::`).
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn judged(address: &str) -> Option<NotPublic> {
        refusal(address.parse().unwrap(), false)
    }

    #[test]
    fn public_addresses_pass() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700:4700::1111",
            "2a00:1450:4001:831::200e",
            "3ffe::1",
            "2001:db7::1",
            "2001:db9::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ] {
            assert_eq!(judged(address), None, "{address}");
        }
    }

    #[test]
    fn all_others_do_not() {
        use NotPublic::{Documentation, LinkLocal, Loopback, Multicast, Private, Reserved, Unspecified};
        let table: [(NotPublic, &[&str]); 7] = [
            (
                Loopback,
                &[
                    "127.0.0.1",
                    "127.255.255.254",
                    "::1",
                    "::ffff:127.0.0.1",
                    "::127.0.0.1",
                    "::ffff:0:127.0.0.1",
                    "64:ff9b::127.0.0.1",
                    "2002:7f00:1::",
                ],
            ),
            (Unspecified, &["0.0.0.0", "0.255.255.255", "::", "::ffff:0.0.0.0", "2002::"]),
            (
                Private,
                &[
                    "10.0.0.0",
                    "10.255.255.255",
                    "100.64.0.0",
                    "100.100.100.200",
                    "100.127.255.255",
                    "172.16.0.0",
                    "172.31.255.255",
                    "192.168.0.0",
                    "192.168.255.255",
                    "fc00::1",
                    "fd12:3456::1",
                    "fec0::1",
                    "64:ff9b:1::8.8.8.8",
                    "::ffff:10.0.0.1",
                    "::ffff:a00:1",
                    "::10.0.0.1",
                    "64:ff9b::192.168.1.1",
                    "2002:a00:1::",
                    "2002:c0a8:101:5::7",
                ],
            ),
            (
                LinkLocal,
                &[
                    "169.254.0.0",
                    "169.254.169.254",
                    "168.63.129.16",
                    "fe80::1",
                    "febf::1",
                    "::ffff:169.254.169.254",
                    "64:ff9b::a9fe:a9fe",
                    "2002:a9fe:a9fe::1",
                ],
            ),
            (
                Documentation,
                &[
                    "192.0.2.1",
                    "198.18.0.0",
                    "198.19.255.255",
                    "198.51.100.1",
                    "203.0.113.1",
                    "2001:db8::1",
                    "3fff::1",
                    "3fff:fff:ffff::",
                    "::ffff:192.0.2.1",
                ],
            ),
            (Multicast, &["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1", "ff0e::1"]),
            (
                Reserved,
                &[
                    "192.0.0.1",
                    "192.88.99.1",
                    "240.0.0.1",
                    "254.255.255.255",
                    "2001::1",
                    "2001:2::1",
                    "2001:10::1",
                    "2001:1ff::1",
                    "100::1",
                    "200::1",
                    "1fff::1",
                    "4000::1",
                    "5f00::1",
                    "::2:0:0:1",
                    "64:ff9b:0:1::8.8.8.8",
                ],
            ),
        ];
        for (kind, addresses) in table {
            for address in addresses {
                assert_eq!(judged(address), Some(kind), "{address}");
            }
        }
    }

    #[test]
    fn the_setting_opens_loopback_and_nothing_else() {
        let opened = |address: &str| refusal(address.parse().unwrap(), true);
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(opened(address), None, "{address}");
        }
        for address in ["0.0.0.0", "::", "10.0.0.1", "192.168.0.1", "169.254.169.254", "fe80::1", "fd00::1"] {
            assert_eq!(opened(address), judged(address));
            assert!(opened(address).is_some(), "{address}");
        }
    }
}
