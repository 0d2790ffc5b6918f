//! NOTIFY: any login may listen on any channel, and no privilege can be taken away. So nothing may be said there.

use futures_util::StreamExt;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls, Notification};

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::Attacker,
    field::{Field, ident, literal},
    hidden::OURS,
    schema::Table,
    step,
    tally::Tally,
};
use crate::{ConnectError, ServerConfig, tls::Connector};

pub(super) const ATTACKS: &[Attack] = &[Attack {
    name: "NOTIFY",
    tries: "what the database tells to whoever listens while the victim works",
    in_place: Where::AsLogin,
    run: |f, a, t| Box::pin(notify(f, a, t)),
}];

/// The channel by which the prober knows that it has heard all that came before.
const LAST: &str = "probe_last";

async fn notify(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let sql = format!(
        "SELECT p.oid::regprocedure::text, ARRAY(SELECT m[1] FROM regexp_matches(p.prosrc, '''(\\w+)''', 'g') m)
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS} AND p.prosrc ~* '\\m(pg_)?notify\\M'"
    );
    let rows = field.oracle.query(&sql, &[]).await.map_err(step("listing functions"))?;
    for row in &rows {
        tally.leak(format!("{} tells whoever listens", row.get::<_, String>(0)));
    }
    if rows.is_empty() {
        tally.refused("nothing is told");
    }
    if field.is_in_place() {
        tally.leave_out("to listen while the victim works", "only what is committed is told");
        let statements = ["LISTEN probe", "SELECT pg_listening_channels()", "UNLISTEN *"].map(str::to_owned);
        let answers = attacker.sequence(&statements).await?;
        let channels: Vec<_> = answers.iter().flat_map(Answer::values).cloned().collect();
        tally.control("it listens on its own channel", channels == ["probe"], || format!("{channels:?}"));
        return Ok(());
    }
    // Nobody can listen on every channel at once: on those that the functions name, and on those one would think of.
    let mut channels: Vec<String> = rows.iter().flat_map(|row| row.get::<_, Vec<String>>(1)).collect();
    channels.extend(field.tables.iter().map(|table| table.name.clone()));
    channels.extend(["karum", "events", "changes", "notify", LAST].map(str::to_owned));
    let about = |source| ProbeError::Connect { who: format!("a listener as {}", attacker.class), source };
    let (listener, mut heard) = listening(&attacker.config).await.map_err(about)?;
    let listen: Vec<_> = channels.iter().map(|channel| format!("LISTEN {}", ident(channel))).collect();
    listener.batch_execute(&listen.join("; ")).await.map_err(step(format!("listening as {}", attacker.class)))?;
    work(field).await?;
    field.oracle.batch_execute(&format!("NOTIFY {LAST}")).await.map_err(step("notifying"))?;
    let mut last = false;
    while let Some(told) = heard.recv().await {
        if told.channel() == LAST {
            last = true;
            break;
        }
        tally.leak(format!("channel {} told of the victim's work", told.channel()));
    }
    tally.refused("nothing is heard");
    tally.control("it hears what is told last", last, || "the listener's connection ended".into());
    Ok(())
}

/// The victim's work, as the administrator does it: in every table a row is made, changed and removed, and committed.
async fn work(field: &Field) -> Result<(), ProbeError> {
    for table in &field.tables {
        let key: Vec<_> = table.key.iter().map(|column| format!("{}::text", ident(column))).collect();
        let insert =
            format!("{} RETURNING {}", field.draft(table, &field.theirs, &field.theirs).insert(), key.join(", "));
        // Of some there can be one alone; then the one that is there is changed.
        let made = field.oracle.query_opt(&insert, &[]).await.ok().flatten();
        let made: Option<Vec<String>> = made.map(|row| (0..table.key.len()).map(|at| row.get(at)).collect());
        let Some(row) = made.clone().or_else(|| standing(field, table)) else { continue };
        let parts = table.key.iter().zip(&row);
        let parts: Vec<_> =
            parts.map(|(column, value)| format!("{}::text = {}", ident(column), literal(value))).collect();
        let condition = parts.join(" AND ");
        let column = table.plain_column().map_or_else(|| ident(&table.key[0]), |column| ident(&column.name));
        let mut sql = format!("UPDATE {} SET {column} = {column} WHERE {condition}", table.full());
        if made.is_some() {
            sql = format!("{sql}; DELETE FROM {} WHERE {condition}", table.full());
        }
        field.oracle.batch_execute(&sql).await.map_err(step(format!("working on {}", table.name)))?;
    }
    Ok(())
}

/// The key of the victim's row.
fn standing(field: &Field, table: &Table) -> Option<Vec<String>> {
    let row = field.rows.row(&table.name, field.theirs.at)?;
    table.key.iter().map(|column| row.get(column).cloned().flatten()).collect()
}

/// A session, and what is told on the channels that it listens on.
async fn listening(config: &ServerConfig) -> Result<(Client, UnboundedReceiver<Notification>), ConnectError> {
    Ok(match config.connector()? {
        Connector::Plain => {
            let (client, connection) = config.connect(NoTls).await?;
            (client, notifications(connection))
        }
        Connector::Tls(tls) => {
            let (client, connection) = config.connect(tls).await?;
            (client, notifications(connection))
        }
    })
}

fn notifications<S, T>(mut connection: Connection<S, T>) -> UnboundedReceiver<Notification>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (told, heard) = unbounded_channel();
    tokio::spawn(async move {
        let mut messages = futures_util::stream::poll_fn(|context| connection.poll_message(context));
        while let Some(Ok(message)) = messages.next().await {
            if let AsyncMessage::Notification(notification) = message
                && told.send(notification).is_err()
            {
                break;
            }
        }
    });
    heard
}
