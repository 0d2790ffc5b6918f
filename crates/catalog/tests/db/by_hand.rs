//! Products that are entered by hand.

use catalog::{
    CatalogError, TaxClass,
    by_hand::{HandProduct, HandVariant, create, update},
    list,
    publish::{Which, publish},
    stock::Stock,
};
use test_support::World;
use types::Language;

use crate::fixture::{eur, text, versions_of};

fn typed() -> HandProduct {
    HandProduct {
        texts: vec![(Language::De, "Honig vom Hof".into(), "Süß.".into())],
        brand: None,
        category: Some("Küche>Honig".into()),
        variants: vec![HandVariant {
            id: None,
            sku: Some("H-250".into()),
            gtin: None,
            options: [("size".to_owned(), "250 g".to_owned())].into(),
            price: eur(690),
            compare_at: None,
            tax_class: TaxClass::Reduced,
            images: vec![],
            weight_grams: Some(250),
            stock: Stock::Tracked { on_hand: 12 },
        }],
    }
}

#[tokio::test]
async fn a_product_is_entered_published_and_changed() {
    let world = World::start().await;
    let other = versions_of(&world, world.sellers[1].seller).await;
    let q = world.seller(0).write().await.unwrap();
    let id = create(&q, &typed()).await.unwrap();
    assert_eq!(publish(&q, Which::Products(&[id])).await.unwrap().published, 1);
    q.commit().await.unwrap();
    let shown = format!("SELECT jsonb_build_array(p.category, p.price_min, p.in_stock, p.variants -> 0 ->> 'sku', p.variants -> 0 ->> 'tax_class', t.title)
        FROM shelf_products p JOIN shelf_texts t ON t.product_id = p.id WHERE p.id = '{id}'");
    assert_eq!(text(&world, &shown).await, r#"["Küche > Honig", 690, true, "H-250", "reduced", "Honig vom Hof"]"#);

    let q = world.seller(0).write().await.unwrap();
    let detail = list::product(&q, id).await.unwrap().unwrap();
    assert!(detail.by_hand());
    let mut new = typed();
    new.texts = vec![(Language::Fr, "Miel".into(), String::new())];
    new.variants[0].id = Some(detail.variants[0].id);
    new.variants[0].stock = Stock::Untracked { in_stock: false };
    new.variants.push(HandVariant { id: None, price: eur(1290), sku: None, ..new.variants[0].clone() });
    update(&q, id, Some(&detail.version), &new).await.unwrap();
    q.commit().await.unwrap();
    assert_eq!(text(&world, &shown).await, r#"["Küche > Honig", 690, true, "H-250", "reduced", "Miel"]"#);
    let q = world.seller(0).write().await.unwrap();
    let detail = list::product(&q, id).await.unwrap().unwrap();
    assert_eq!((detail.variants.len(), detail.texts.len()), (2, 1));
    assert_eq!(
        (detail.variants[0].stock.on_hand, detail.variants[1].stock.in_stock()),
        (12, false),
        "known stock stays"
    );
    assert!(detail.variants[1].sku().starts_with("M-"), "{}", detail.variants[1].sku());
    assert!(matches!(update(&q, id, Some("0"), &new).await, Err(CatalogError::Stale)));
    assert_eq!(world.count("SELECT FROM audit_log WHERE action IN ('product.create', 'product.change')").await, 2);
    assert_eq!(versions_of(&world, world.sellers[1].seller).await, other);
}

#[tokio::test]
async fn what_is_wrong_is_said_field_by_field() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    let mut wrong = typed();
    wrong.texts[0].1 = String::new();
    wrong.variants[0].price = eur(0);
    wrong.variants[0].compare_at = Some(eur(0));
    wrong.variants[0].images = vec!["ftp://x".into()];
    wrong.variants.push(HandVariant { price: types::Money::new(5, types::Currency::Chf), ..wrong.variants[0].clone() });
    let Err(CatalogError::Invalid(faults)) = create(&q, &wrong).await else { panic!("taken") };
    let fields: Vec<_> = faults.iter().map(|f| f.field.as_str()).collect();
    for field in ["title.de", "variants[0].price", "variants[0].compare_at", "variants[0].images", "variants[1].price"]
    {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    let nothing = HandProduct { texts: vec![], brand: None, category: None, variants: vec![] };
    assert!(matches!(create(&q, &nothing).await, Err(CatalogError::Invalid(faults)) if faults.len() == 2));
}

#[tokio::test]
async fn products_of_a_feed_or_of_another_seller_are_not_changed() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    assert!(matches!(update(&q, world.sellers[0].product, None, &typed()).await, Err(CatalogError::FromFeed)));
    assert!(matches!(update(&q, world.sellers[1].product, None, &typed()).await, Err(CatalogError::NotFound)));
}

#[tokio::test]
async fn variants_that_are_not_named_count_too() {
    let world = World::start().await;
    let q = world.seller(0).write().await.unwrap();
    let mut new = typed();
    new.variants = (0..60).map(|n| HandVariant { sku: Some(format!("H-{n}")), ..new.variants[0].clone() }).collect();
    let id = create(&q, &new).await.unwrap();
    let more = update(&q, id, None, &new).await;
    assert!(matches!(more, Err(CatalogError::Invalid(_))), "{more:?}");
    new.variants.truncate(40);
    update(&q, id, None, &new).await.unwrap();
    assert_eq!(list::product(&q, id).await.unwrap().unwrap().variants.len(), 100);
}
