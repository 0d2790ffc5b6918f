//! Changes, rebuilds, damage.

use std::fs;

use super::*;

fn open(world: &World) -> (Index, State) {
    Index::open(world.directory.path()).unwrap()
}

/// The build's directory.
fn build(directory: &Path) -> std::path::PathBuf {
    let current = fs::read_to_string(directory.join("current")).unwrap();
    directory.join(current.trim_end().split_once(' ').unwrap().1)
}

#[test]
fn changes_are_found_at_once() {
    let world = World::real();
    let mut kettle = plain(BRUNO, 20, "Samovar");
    world.apply(&[Change::Put(Box::new(kettle.clone()))]);
    assert_eq!(world.find_text(Language::En, "samovar"), [20]);
    kettle.texts[0].title = "Teapot".into();
    world.apply(&[Change::Put(Box::new(kettle.clone()))]);
    assert_eq!(world.find_text(Language::En, "samovar"), Vec::<u128>::new());
    assert_eq!(world.find_text(Language::En, "teapot"), [20]);
    world.apply(&[Change::Remove(ANNA, product(20))]);
    assert_eq!(world.find_text(Language::En, "teapot"), [20], "another seller's product of that id is meant");
    world.apply(&[Change::Remove(BRUNO, product(20))]);
    assert_eq!(world.find_text(Language::En, "teapot"), Vec::<u128>::new());
    // In order: what is put last stays.
    world.apply(&[
        Change::Put(Box::new(kettle.clone())),
        Change::Remove(BRUNO, product(20)),
        Change::Put(Box::new(kettle)),
        Change::RemoveSeller(ANNA),
    ]);
    assert_eq!(world.find_text(Language::En, "teapot"), [20]);
    assert_eq!(world.find_text(Language::En, "kettle"), [6]);
    assert_eq!(world.index.products(), 8);
    let names = world.index.search(&Query::new(Language::En)).unwrap().facets.unwrap();
    assert_eq!(names.sellers, [(BRUNO, 8)]);
}

#[test]
fn positions_and_changes_survive_a_restart() {
    let World { index, directory } = World::real();
    index.apply(&[Change::Remove(ANNA, product(5))], Position(7, -9)).unwrap();
    assert_eq!(index.state(), State::Ready(Position(7, -9)));
    index.rest().unwrap();
    index.rest().unwrap();
    index.apply(&[], Position(8, i64::MAX)).unwrap();
    assert!(matches!(Index::open(directory.path()), Err(Error::InUse(_))));
    drop(index);
    let (index, state) = Index::open(directory.path()).unwrap();
    assert_eq!(state, State::Ready(Position(8, i64::MAX)));
    let hits = index.search(&Query::text(Language::En, "kettle")).unwrap();
    assert_eq!((numbers(&hits), index.products()), (vec![6], 13));
}

#[test]
fn the_old_index_answers_until_the_new_one_is_whole() {
    let world = World::real();
    let before = build(world.directory.path());
    let mut rebuild = world.index.begin_rebuild().unwrap();
    assert!(matches!(world.index.begin_rebuild(), Err(Error::Rebuilding)));
    rebuild.add(&plain(ANNA, 30, "Samovar")).unwrap();
    rebuild.add(&plain(BRUNO, 31, "Samovar")).unwrap();
    assert_eq!(rebuild.added(), 2);
    assert_eq!(world.find_text(Language::En, "samovar").len(), 0);
    assert_eq!(world.find_text(Language::En, "kettle"), [5, 6]);
    world.apply(&[Change::Remove(ANNA, product(5))]);
    assert_eq!(world.find_text(Language::En, "kettle"), [6]);
    rebuild.finish(Position(3, 4)).unwrap();
    assert_eq!(world.index.state(), State::Ready(Position(3, 4)));
    assert_eq!(world.find_text(Language::En, "samovar"), [30, 31]);
    assert_eq!(world.find_text(Language::En, "kettle").len(), 0);
    assert!(!before.exists());
    world.index.apply(&[Change::Remove(ANNA, product(30))], Position(5, 5)).unwrap();
    assert_eq!(world.find_text(Language::En, "samovar"), [31]);
    // One that is given up leaves nothing behind.
    let given_up = world.index.begin_rebuild().unwrap();
    drop(given_up);
    let builds = fs::read_dir(world.directory.path()).unwrap().filter(|e| e.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(builds, 1);
    drop(world.index.begin_rebuild().unwrap());
}

#[test]
fn nothing_is_applied_to_what_was_never_built() {
    let directory = tempfile::tempdir().unwrap();
    let (index, state) = Index::open(&directory.path().join("deep/down")).unwrap();
    assert!(matches!(state, State::Rebuild(_)));
    assert!(matches!(index.apply(&[], Position(1, 1)), Err(Error::NotBuilt)));
    for seller in [ANNA, BRUNO] {
        let query = Query { shop: Some(seller), ..Query::text(Language::En, "kettle") };
        assert_eq!(index.search(&query).unwrap().total, 0);
    }
    assert_eq!(index.suggest("kettle", Language::En, 5).unwrap(), []);
    drop(index);
    // Still so after a restart.
    assert!(matches!(Index::open(&directory.path().join("deep/down")).unwrap().1, State::Rebuild(_)));
}

/// Opens the index again after something was done to its files.
fn after(harm: impl Fn(&Path)) -> State {
    let World { index, directory } = World::real();
    drop(index);
    harm(directory.path());
    let (index, state) = Index::open(directory.path()).unwrap();
    if matches!(state, State::Rebuild(_)) {
        assert_eq!(index.search(&Query::new(Language::En)).unwrap().total, 0);
        let mut rebuild = index.begin_rebuild().unwrap();
        for document in &real() {
            rebuild.add(document).unwrap();
        }
        rebuild.finish(Position(1, 2)).unwrap();
        assert_eq!(index.state(), State::Ready(Position(1, 2)));
        assert_eq!(numbers(&index.search(&Query::text(Language::En, "kettle")).unwrap()), [5, 6]);
    }
    state
}

type Harm<'a> = (&'a str, &'a dyn Fn(&Path));

#[test]
fn damage_is_seen_and_mended_by_a_rebuild() {
    assert_eq!(after(|_| ()), State::Ready(Position(0, 0)), "the control");
    let files = |directory: &Path| -> Vec<std::path::PathBuf> {
        fs::read_dir(build(directory)).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let harms: [Harm; 8] = [
        ("no current", &|d| fs::remove_file(d.join("current")).unwrap()),
        ("empty current", &|d| fs::write(d.join("current"), "").unwrap()),
        ("another version", &|d| {
            let name = build(d).file_name().unwrap().to_str().unwrap().to_owned();
            fs::write(d.join("current"), format!("{} {name}\n", super::super::schema::SCHEMA_VERSION + 1)).unwrap();
        }),
        ("a path that leads away", &|d| fs::write(d.join("current"), "1 build-1/../..").unwrap()),
        ("no files", &|d| fs::remove_dir_all(build(d)).unwrap()),
        ("no meta.json", &|d| fs::remove_file(build(d).join("meta.json")).unwrap()),
        ("a file cut short", &|d| {
            for file in files(d).iter().filter(|file| file.extension().is_some_and(|e| e == "fast")) {
                fs::OpenOptions::new().write(true).open(file).unwrap().set_len(10).unwrap();
            }
        }),
        ("a flipped bit", &|d| {
            for file in files(d).iter().filter(|file| file.extension().is_some_and(|e| e == "idx")) {
                let mut bytes = fs::read(file).unwrap();
                bytes[20] ^= 1;
                fs::remove_file(file).unwrap();
                fs::write(file, bytes).unwrap();
            }
        }),
    ];
    for (name, harm) in harms {
        assert!(matches!(after(harm), State::Rebuild(_)), "{name}");
    }
}

#[test]
fn leftovers_of_a_crash_are_swept() {
    let World { index, directory } = World::real();
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild.add(&plain(ANNA, 1, "Half")).unwrap();
    let leftover = directory.path().join("build-77");
    fs::create_dir(&leftover).unwrap();
    drop(rebuild);
    drop(index);
    let (_index, state) = Index::open(directory.path()).unwrap();
    assert_eq!(state, State::Ready(Position(0, 0)));
    assert!(!leftover.exists());
}

#[test]
fn many_small_changes_do_not_pile_up() {
    let world = World::real();
    for number in 100..160 {
        world.apply(&[Change::Put(Box::new(plain(if number % 2 == 0 { ANNA } else { BRUNO }, number, "Samovar")))]);
    }
    assert_eq!(world.index.search(&Query::text(Language::En, "samovar")).unwrap().total, 60);
    world.index.rest().unwrap();
    assert_eq!(world.index.search(&Query::text(Language::En, "samovar")).unwrap().total, 60);
    let World { index, directory } = world;
    drop(index);
    let (index, _) = open(&World { index: Index::open(tempfile::tempdir().unwrap().path()).unwrap().0, directory });
    assert_eq!(index.products(), 74);
}
