//! Teams against a live database: who may invite, change and remove whom; what the database refuses though the program
//! asked; what two at once come to.
#![allow(clippy::unwrap_used, missing_docs)]

use identity::{
    Agent, Named, SessionKey, SessionSecret, SignIn,
    permission::{Permission, PermissionSet, Role},
    session, sign_in,
    team::{self, Change, InvitationToken, Invite, MemberState, Newcomer, RoleChoice, Sender, TeamError},
};
use tenancy::{Door, class::Seller};
use test_support::World;
use types::{InvitationId, Language, MemberId, RoleId, SellerId, UserId};
use url::Url;

const PASSWORD: &str = "a password for tests";

struct Person {
    user: UserId,
    member: MemberId,
    seller: SellerId,
    key: SessionKey,
}

impl Person {
    fn door(&self, world: &World) -> Door<Seller> {
        world.pools.member(self.seller, self.member, self.user, None)
    }
}

fn permissions(names: &[&str]) -> PermissionSet {
    let set = PermissionSet::of_names(names.iter().copied());
    assert_eq!(set.names().len(), names.len(), "{names:?}");
    set
}

/// The owner of a seeded seller.
async fn owner(world: &World, at: usize) -> Person {
    let seller = world.sellers[at].seller;
    let sql = "SELECT m.id, m.user_id FROM owners o JOIN members m ON m.seller_id = o.seller_id AND m.id = o.member_id WHERE o.seller_id = $1";
    let row = world.oracle.query_one(sql, &[&seller]).await.unwrap();
    Person { member: row.get(0), user: row.get(1), seller, key: SessionKey::of_secret("none") }
}

fn site() -> Url {
    Url::parse("https://market.example.com").unwrap()
}

fn from(site: &Url) -> Sender<'_> {
    Sender { site, market: "Market", shop: "Shop", name: "Ada" }
}

fn token(link: &Url) -> InvitationToken {
    InvitationToken::parse(link.path_segments().unwrap().next_back().unwrap()).unwrap()
}

async fn invited(world: &World, by: &Person, email: &str, role: RoleChoice) -> Result<InvitationToken, TeamError> {
    let q = by.door(world).write().await.unwrap();
    let sent = team::invite(&q, &from(&site()), &Invite { email, language: Language::De, role }).await?;
    q.commit().await?;
    Ok(token(&sent.link))
}

/// Somebody who was invited by `by` and joined with a new account.
async fn joined(world: &World, by: &Person, name: &str, role: RoleChoice) -> Person {
    joined_by(world, by, name, role).await.0
}

async fn joined_by(world: &World, by: &Person, name: &str, role: RoleChoice) -> (Person, InvitationToken) {
    let token = invited(world, by, &format!("{name}@example.com"), role).await.unwrap();
    let key = SessionKey::of_secret(name);
    let new = Newcomer {
        name,
        password: PASSWORD.into(),
        language: Language::En,
        address: "a",
        agent: Agent::default(),
        key,
        former: None,
    };
    let who = team::join(&world.pools, token, new).await.unwrap();
    let sql = "SELECT id FROM members WHERE seller_id = $1 AND user_id = $2";
    let member = world.oracle.query_one(sql, &[&by.seller, &who.user]).await.unwrap().get(0);
    (Person { user: who.user, member, seller: by.seller, key }, token)
}

async fn place(world: &World, who: &Person) -> Option<identity::Team> {
    let named = Named::Id(who.seller);
    session(&world.pools, who.key, Some(&named), "").await.unwrap().unwrap().team
}

async fn change(world: &World, by: &Person, whom: &Person, change: Change) -> Result<(), TeamError> {
    let q = by.door(world).write().await.unwrap();
    team::set_role(&q, whom.member, &change).await?;
    q.commit().await.map_err(TeamError::from)
}

async fn put(world: &World, by: &Person, whom: &Person, state: MemberState) -> Result<(), TeamError> {
    let q = by.door(world).write().await.unwrap();
    team::set_state(&q, &from(&site()), whom.member, state).await?;
    q.commit().await.map_err(TeamError::from)
}

fn plain(role: Role) -> Change {
    Change { role: RoleChoice::BuiltIn(role), grants: PermissionSet::default(), denials: PermissionSet::default() }
}

#[tokio::test]
async fn who_is_invited_joins_once_and_as_what_he_was_invited_to() {
    let world = World::start().await;
    let (ada, bob) = (owner(&world, 0).await, owner(&world, 1).await);
    let (eve, token) = joined_by(&world, &ada, "eve", RoleChoice::BuiltIn(Role::Operator)).await;
    let found = place(&world, &eve).await.unwrap();
    assert_eq!((found.role, found.permissions), (Role::Operator, Role::Operator.permissions()));
    let elsewhere = session(&world.pools, eve.key, Some(&Named::Id(bob.seller)), "").await.unwrap().unwrap();
    assert!(elsewhere.team.is_none() && elsewhere.teams == 1, "no place in the other team");

    // The token is used up, and nobody else is let in by it.
    for user in [eve.user, bob.user] {
        assert!(matches!(team::accept(&world.pools, token, user).await, Err(TeamError::InvitationEnded)));
    }
    assert!(!team::invitation(&world.pools, token).await.unwrap().unwrap().open);
    assert_eq!(world.count("SELECT FROM audit_log WHERE action = 'team.join'").await, 1);
    let roster = team::roster(&ada.door(&world).read().await.unwrap()).await.unwrap();
    assert_eq!(roster.iter().map(|m| (m.is_owner(), m.name.as_str())).collect::<Vec<_>>()[1], (false, "eve"));
    assert_eq!(roster.len(), 2, "and nobody of the other team");
}

#[tokio::test]
async fn an_invitation_is_for_one_address_and_raises_nobody() {
    let world = World::start().await;
    let (ada, bob) = (owner(&world, 0).await, owner(&world, 1).await);
    let viewer = joined(&world, &ada, "viewer", RoleChoice::BuiltIn(Role::Viewer)).await;
    let invite = async |email: &str, role: Role| invited(&world, &ada, email, RoleChoice::BuiltIn(role)).await;
    let id_of = async |email: &str| {
        let sql = "SELECT id FROM invitations WHERE email_key = $1 AND state = 'open'";
        world.oracle.query_one(sql, &[&email]).await.unwrap().get::<_, InvitationId>(0)
    };
    // Somebody in the team is not invited to more.
    assert!(matches!(invite("Viewer@Example.com", Role::Admin).await, Err(TeamError::InTeamAlready)));
    // Bob, of the other team, is invited; nobody but he can accept.
    let first = invite("seed-b@example.com", Role::Editor).await.unwrap();
    assert!(matches!(invite("seed-b@example.com", Role::Admin).await, Err(TeamError::InvitedAlready)));
    let refused = team::accept(&world.pools, first, viewer.user).await;
    assert!(matches!(refused, Err(TeamError::InvitationForAnother)), "{refused:?}");
    // Sent again, the former link opens nothing.
    let q = ada.door(&world).write().await.unwrap();
    let second = team::resend(&q, &from(&site()), id_of("seed-b@example.com").await).await.unwrap();
    q.commit().await.unwrap();
    assert!(matches!(team::accept(&world.pools, first, bob.user).await, Err(TeamError::InvitationEnded)));
    assert_eq!(team::accept(&world.pools, token(&second.link), bob.user).await.unwrap(), ada.seller);
    let sql = "SELECT FROM members WHERE role = 'editor' AND user_id = (SELECT id FROM users WHERE email = 'seed-b@example.com')";
    assert_eq!(world.count(sql).await, 1);
    // Expired and taken back.
    let late = invite("late@example.com", Role::Viewer).await.unwrap();
    let sql = "UPDATE invitations SET expires_at = now() WHERE email_key = 'late@example.com'";
    world.oracle.execute(sql, &[]).await.unwrap();
    let back = invite("back@example.com", Role::Viewer).await.unwrap();
    let q = ada.door(&world).write().await.unwrap();
    assert_eq!(team::revoke(&q, id_of("back@example.com").await).await.unwrap(), "back@example.com");
    q.commit().await.unwrap();
    let never = InvitationToken::parse(&SessionSecret::generate().expose()).unwrap();
    for ended in [late, back, never] {
        let new = Newcomer {
            name: "Late",
            password: PASSWORD.into(),
            language: Language::En,
            address: "a",
            agent: Agent::default(),
            key: SessionKey::of_secret("late"),
            former: None,
        };
        let refused = team::join(&world.pools, ended, new).await;
        assert!(matches!(refused, Err(TeamError::InvitationEnded)), "{refused:?}");
    }
    assert_eq!(world.count("SELECT FROM users WHERE name = 'Late'").await, 0);
    // One that has expired makes room for another.
    invite("late@example.com", Role::Viewer).await.unwrap();
}

#[tokio::test]
async fn an_invitation_gives_no_more_than_its_sender_holds_by_now() {
    let world = World::start().await;
    let ada = owner(&world, 0).await;
    let admin = joined(&world, &ada, "admin", RoleChoice::BuiltIn(Role::Admin)).await;
    let token = invited(&world, &admin, "seed-b@example.com", RoleChoice::BuiltIn(Role::Admin)).await.unwrap();
    change(&world, &ada, &admin, plain(Role::Manager)).await.unwrap();
    let bob = owner(&world, 1).await;
    let refused = team::accept(&world.pools, token, bob.user).await;
    assert!(matches!(refused, Err(TeamError::InvitationEnded)), "{refused:?}");
    // Who is removed takes his invitations along.
    change(&world, &ada, &admin, plain(Role::Admin)).await.unwrap();
    put(&world, &ada, &admin, MemberState::Removed).await.unwrap();
    assert_eq!(
        world.count("SELECT FROM invitations WHERE email_key = 'seed-b@example.com' AND state = 'revoked'").await,
        1
    );
}

#[tokio::test]
async fn nobody_gives_changes_or_takes_away_more_than_he_holds() {
    let world = World::start().await;
    let (ada, bob) = (owner(&world, 0).await, owner(&world, 1).await);
    let admin = joined(&world, &ada, "admin", RoleChoice::BuiltIn(Role::Admin)).await;
    let manager = joined(&world, &ada, "manager", RoleChoice::BuiltIn(Role::Manager)).await;
    let viewer = joined(&world, &ada, "viewer", RoleChoice::BuiltIn(Role::Viewer)).await;
    // A manager has no part in changing members, and invites only to what he holds.
    assert!(matches!(change(&world, &manager, &viewer, plain(Role::Editor)).await, Err(TeamError::NotPermitted)));
    let refused = invited(&world, &manager, "a@example.com", RoleChoice::BuiltIn(Role::Finance)).await;
    assert!(matches!(refused, Err(TeamError::MoreThanHeld)), "{refused:?}");
    // An admin does not hold billing: neither by role, nor by grant, nor in a role of his making.
    let billing = permissions(&["billing.manage"]);
    let granted = Change { grants: billing, ..plain(Role::Viewer) };
    assert!(matches!(change(&world, &admin, &viewer, granted).await, Err(TeamError::MoreThanHeld)));
    let q = admin.door(&world).write().await.unwrap();
    let refused = team::save_role(&q, RoleId::new(), "Boss", billing).await;
    assert!(matches!(refused, Err(TeamError::MoreThanHeld)), "{refused:?}");
    drop(q);
    change(&world, &ada, &viewer, granted).await.unwrap();
    let held = place(&world, &viewer).await.unwrap().permissions;
    assert!(held.has(Permission::ManageBilling) && !held.only_looks());
    // Now the viewer holds more than the admin, who can neither demote nor remove him.
    assert!(matches!(change(&world, &admin, &viewer, plain(Role::Viewer)).await, Err(TeamError::MoreThanHeld)));
    assert!(matches!(put(&world, &admin, &viewer, MemberState::Removed).await, Err(TeamError::MoreThanHeld)));
    // Nobody changes himself, nobody the owner, and a member of another team is not there.
    assert!(matches!(change(&world, &admin, &admin, plain(Role::Admin)).await, Err(TeamError::OwnPlace)));
    assert!(matches!(put(&world, &admin, &ada, MemberState::Suspended).await, Err(TeamError::OwnersPlace)));
    assert!(matches!(put(&world, &ada, &bob, MemberState::Removed).await, Err(TeamError::NotFound)));
    // Ownership is granted by no role and to nobody.
    let own = Change { grants: permissions(&["team.transfer"]), ..plain(Role::Viewer) };
    assert!(matches!(change(&world, &ada, &viewer, own).await, Err(TeamError::MoreThanHeld)));
}

#[tokio::test]
async fn a_query_that_is_led_astray_raises_nobody() {
    let world = World::start().await;
    let ada = owner(&world, 0).await;
    let operator = joined(&world, &ada, "operator", RoleChoice::BuiltIn(Role::Operator)).await;
    let q = operator.door(&world);
    for sql in [
        "UPDATE members SET role = 'admin'".to_owned(),
        "UPDATE owners SET member_id = member_id".to_owned(),
        "INSERT INTO roles (seller_id, id, name, permissions) SELECT seller_id, gen_random_uuid(), 'x', '{}' FROM sellers".to_owned(),
        format!("SELECT team.set_role('{}', 'admin', NULL, '{{}}', '{{}}')", operator.member),
        format!("SELECT team.set_role('{}', 'viewer', NULL, '{{orders.view}}', '{{}}')", ada.member),
        "SELECT team.save_role(gen_random_uuid(), 'x', '{orders.view}')".to_owned(),
        format!("SELECT team.transfer('{}')", operator.member),
        "SELECT team.acting('team.edit')".to_owned(),
        "SELECT * FROM team.roster()".to_owned(),
        "SELECT * FROM invitations".to_owned(),
    ] {
        let refused = q.write().await.unwrap().raw(&sql, &[]).await;
        let code = refused.as_ref().err().and_then(|e| e.sqlstate().map(str::to_owned));
        assert!(matches!(code.as_deref(), Some("42501" | "KT001")), "{sql}: {refused:?}");
    }
    // Another member's place in the token does not go with one's own person.
    let mixed = world.pools.member(ada.seller, ada.member, operator.user, None);
    let refused = mixed.write().await.unwrap().raw("SELECT team.acting('team.edit')", &[]).await;
    assert!(refused.is_err());
    let q = mixed.write().await.unwrap();
    assert!(matches!(
        team::set_state(&q, &from(&site()), operator.member, MemberState::Suspended).await,
        Err(TeamError::NotPermitted)
    ));
}

#[tokio::test]
async fn a_role_of_one_s_own_is_one_row_and_works_at_once() {
    let world = World::start().await;
    let (ada, bob) = (owner(&world, 0).await, owner(&world, 1).await);
    let id = RoleId::new();
    let save = async |by: &Person, name: &str, names: &[&str]| {
        let q = by.door(&world).write().await.unwrap();
        team::save_role(&q, id, name, permissions(names)).await?;
        q.commit().await.map_err(TeamError::from)
    };
    save(&ada, "Packer", &["orders.view", "orders.edit"]).await.unwrap();
    let packer = joined(&world, &ada, "packer", RoleChoice::Custom(id)).await;
    let found = place(&world, &packer).await.unwrap();
    assert_eq!(
        (found.role_name.as_deref(), found.permissions.names()),
        (Some("Packer"), vec!["orders.view", "orders.edit"])
    );
    save(&ada, "Looker", &["orders.view"]).await.unwrap();
    assert_eq!(place(&world, &packer).await.unwrap().permissions.names(), ["orders.view"]);
    let with = Change {
        role: RoleChoice::Custom(id),
        grants: permissions(&["claims.view"]),
        denials: permissions(&["orders.view"]),
    };
    change(&world, &ada, &packer, with).await.unwrap();
    assert_eq!(place(&world, &packer).await.unwrap().permissions.names(), ["claims.view"]);
    // The other team neither sees nor uses nor changes it.
    assert!(team::roles(&bob.door(&world).read().await.unwrap()).await.unwrap().iter().all(|role| role.id != id));
    let refused = invited(&world, &bob, "x@example.com", RoleChoice::Custom(id)).await;
    assert!(matches!(refused, Err(TeamError::NotFound)), "{refused:?}");
    let q = ada.door(&world).write().await.unwrap();
    assert!(matches!(team::delete_role(&q, id).await, Err(TeamError::RoleInUse)));
    drop(q);
    put(&world, &ada, &packer, MemberState::Removed).await.unwrap();
    let q = ada.door(&world).write().await.unwrap();
    team::delete_role(&q, id).await.unwrap();
    q.commit().await.unwrap();
    let taken = save(&bob, "Packer of seed-b", &["orders.view"]).await;
    assert!(matches!(taken, Err(TeamError::Invalid { field: "name", .. })), "{taken:?}");
}

#[tokio::test]
async fn who_is_suspended_or_removed_is_out_at_the_next_request_and_can_come_back() {
    let world = World::start().await;
    let ada = owner(&world, 0).await;
    let eve = joined(&world, &ada, "eve", RoleChoice::BuiltIn(Role::Admin)).await;
    let q = eve.door(&world).write().await.unwrap();
    for state in [MemberState::Suspended, MemberState::Active, MemberState::Removed] {
        put(&world, &ada, &eve, state).await.unwrap();
        assert_eq!(place(&world, &eve).await.is_some(), state == MemberState::Active, "{state:?}");
    }
    // A scope that was opened before, and its token, raise nothing any more.
    assert!(matches!(
        team::set_state(&q, &from(&site()), ada.member, MemberState::Removed).await,
        Err(TeamError::NotPermitted)
    ));
    drop(q);
    // Removed, he is invited anew, as something else, and keeps his row.
    let token = invited(&world, &ada, "eve@example.com", RoleChoice::BuiltIn(Role::Viewer)).await.unwrap();
    team::accept(&world.pools, token, eve.user).await.unwrap();
    assert_eq!(place(&world, &eve).await.unwrap().role, Role::Viewer);
    let q = eve.door(&world).write().await.unwrap();
    team::leave(&q).await.unwrap();
    q.commit().await.unwrap();
    assert!(place(&world, &eve).await.is_none());
    let q = ada.door(&world).write().await.unwrap();
    assert!(matches!(team::leave(&q).await, Err(TeamError::OwnersPlace)), "the owner hands over first");
    let in_again = SignIn {
        email: "eve@example.com",
        password: PASSWORD.into(),
        address: "a",
        agent: Agent::default(),
        key: SessionKey::of_secret("again"),
        former: None,
    };
    assert_eq!(sign_in(&world.pools, in_again).await.unwrap().seller, None);
    assert!(world.count("SELECT FROM audit_log WHERE action LIKE 'team.%'").await >= 6, "the history stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_seller_keeps_an_owner_whatever_happens_at_once() {
    let world = World::start().await;
    let ada = owner(&world, 0).await;
    let eve = joined(&world, &ada, "eve", RoleChoice::BuiltIn(Role::Admin)).await;
    let bob = joined(&world, &ada, "bob", RoleChoice::BuiltIn(Role::Admin)).await;
    // Ada hands over to two at once, while the one removes the other.
    let transfer = async |to: &Person| {
        let q = ada.door(&world).write().await?;
        team::transfer(&q, &from(&site()), to.member).await?;
        q.commit().await.map_err(TeamError::from)
    };
    let ended = tokio::join!(transfer(&eve), transfer(&bob), put(&world, &bob, &eve, MemberState::Removed));
    let sql = "SELECT m.state FROM owners o JOIN members m ON m.seller_id = o.seller_id AND m.id = o.member_id WHERE o.seller_id = $1";
    let rows = world.oracle.query(sql, &[&ada.seller]).await.unwrap();
    assert!(rows.len() == 1 && rows[0].get::<_, &str>(0) == "active", "{ended:?}");
    assert!(usize::from(ended.0.is_ok()) + usize::from(ended.1.is_ok()) <= 1, "{ended:?}");
    // Whatever role asks, the row stands and leads to somebody active.
    for sql in [
        "UPDATE members SET state = 'removed' WHERE id IN (SELECT member_id FROM owners)",
        "UPDATE owners SET state = 'removed'",
    ] {
        assert!(world.oracle.execute(sql, &[]).await.is_err(), "{sql}");
    }
    let definer =
        "SELECT FROM (VALUES ('karum_def_team'), ('karum_def_gate'), ('karum_seller'), ('karum_worker')) r(name)
                   WHERE has_table_privilege(r.name, 'karum.owners', 'DELETE')";
    assert_eq!(world.count(definer).await, 0);
}
