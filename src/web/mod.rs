//! The web: thin. A handler reads the request, calls one use case, and fills a page.
//!
//! Where to look: [`router`] has every route; [`staff`] turns a cookie into a signed-in member of
//! staff; `pages/` has one file an action; [`failure`] turns whatever went wrong into a page.

mod assets;
mod client;
mod cookies;
mod delivery;
mod display;
mod failure;
mod form;
mod guard;
mod health;
mod limits;
mod pages;
mod partner;
pub mod router;
mod staff;

use std::io::IsTerminal;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::config::{Config, Outgoing};
use crate::delivery::Gateways;
use crate::jobs;
use crate::jobs::outbox::Post;
use crate::view::{Language, Renderer};

use limits::Limits;

/// What every handler can reach.
#[derive(Clone)]
pub struct Web {
    /// The use cases.
    pub app: App,
    renderer: Arc<Renderer>,
    limits: Arc<Limits>,
    trusted_proxy: Option<IpAddr>,
    demo: bool,
}

impl Web {
    /// The web over an application.
    ///
    /// # Errors
    /// When a template or text does not read.
    pub fn new(app: App, demo: bool) -> Result<Self, crate::view::ViewError> {
        let renderer = Arc::new(Renderer::new()?);
        Ok(Self { app, renderer, limits: Arc::default(), trusted_proxy: None, demo })
    }

    fn origin(&self) -> &str {
        &self.app.base_url
    }

    fn text(&self, language: Language) -> &crate::view::text::Text {
        self.renderer.text(language)
    }
}

/// Lines of log to standard error; `RUST_LOG` chooses how many.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

/// How long requests that are under way may take to finish after the server was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How often addresses and names that have been quiet are dropped from the limits' books.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// Serves until the process is told to stop, then lets what is under way finish.
///
/// # Errors
/// When the pages cannot be made or the socket fails.
pub async fn serve(
    app: App,
    config: Config,
    gateways: Gateways,
    listener: TcpListener,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let db = app.db.clone();
    let mut app = app;
    app.outgoing = Outgoing { sms: gateways.sms.is_some(), email: gateways.email.is_some() };
    let mut web = Web::new(app.clone(), config.demo)?;
    web.trusted_proxy = config.trusted_proxy;
    let post = Post { gateways, renderer: Arc::clone(&web.renderer) };
    let (stop, stopped) = watch::channel(false);
    let drafts = tokio::spawn(jobs::drafts::run(app.clone(), post.clone(), stopped.clone()));
    let worker = tokio::spawn(jobs::outbox::run(app.clone(), post, stopped.clone()));
    let scheduler = tokio::spawn(jobs::run(app, stopped.clone()));
    let limits = Arc::clone(&web.limits);
    let forgetting = tokio::spawn(async move {
        loop {
            tokio::time::sleep(FORGET_EVERY).await;
            limits.forget();
        }
    });
    let routes = router::router(web).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let mut graceful = stopped.clone();
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move {
        let _ = graceful.changed().await;
    });
    let mut server = tokio::spawn(async move { server.await });
    tokio::select! {
        // A server that ends by itself has failed: say so with the exit code.
        ended = &mut server => {
            ended??;
            return Err("the server ended though nobody told it to".into());
        }
        () = told_to_stop() => {}
    }
    tracing::info!("stopping: what is under way may finish");
    let _ = stop.send(true);
    if let Ok(done) = tokio::time::timeout(DRAIN, server).await {
        done??;
    } else {
        tracing::warn!("some requests did not finish in time");
    }
    let _ = scheduler.await;
    let _ = worker.await;
    let _ = drafts.await;
    forgetting.abort();
    db.close().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
