//! The `lytt` program: see `lytt --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    lytt::cli::run()
}
