//! Lytt ("listen"): patients answer a few questions at every session, the conversation opens with
//! the answers, and the service learns from its own results.
//!
//! The map. Imports point one way, and a test holds them to it:
//! `cli, web, jobs -> app -> store, interop, catalogue, auth -> domain`, and `web -> view -> domain`.
//!
//! | module | holds | may use |
//! | --- | --- | --- |
//! | [`domain`] | care, instruments, scoring, change, variation, registry, schedule, access: pure | nothing |
//! | [`ambient`] | the one clock and the one source of chance | nothing |
//! | [`config`] | settings | nothing |
//! | [`catalogue`] | reads and proves the definitions in `instruments/` | domain |
//! | [`delivery`] | text messages, e-mail and calls to other systems: out of the house | domain, ambient, config |
//! | [`interop`] | other formats to and from the domain | domain |
//! | [`auth`] | passwords, second factors, keys and seals | domain, ambient |
//! | [`store`] | both databases; the tenant wall; the audit chain | domain, ambient |
//! | [`app`] | use cases: one each, one transaction each | all above |
//! | [`view`] | pages, charts and texts | domain |
//! | [`web`] | routes: one action a file | app, delivery, view and all below |
//! | [`jobs`] | what happens by itself | app, delivery, view and all below |
//! | [`cli`] | commands | all |

pub mod ambient;
pub mod app;
pub mod auth;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod delivery;
pub mod domain;
pub mod interop;
pub mod jobs;
pub mod store;
pub mod view;
pub mod web;
