//! Writes every page a patient can meet, in every language, as files: to be looked at, and for the browser to
//! check them all. `cargo run --example patient_pages -- FOLDER`.

use std::error::Error;
use std::path::{Path, PathBuf};

use lytt::view::pages::{error, patient, stop};
use lytt::view::{Chrome, Display, Language, Page, Renderer};

fn write<P: Page>(renderer: &Renderer, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (number, page) in P::samples().iter().enumerate() {
        for language in Language::ALL {
            let chrome = Chrome {
                language,
                csrf: "form-token".to_owned(),
                path: "/".to_owned(),
                language_link: Some("/s/example?lang=".to_owned()),
                display: Some(Display { size: 0, contrast: false, token: "form-token".to_owned() }),
                ..Chrome::default()
            };
            let name = P::TEMPLATE.trim_end_matches(".html").replace('/', "-");
            let file = folder.join(format!("{name}-{number}.{}.html", language.tag()));
            std::fs::write(file, renderer.render(page, &chrome)?)?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("please name a folder")?.into();
    std::fs::create_dir_all(&folder)?;
    let renderer = Renderer::new()?;
    write::<patient::Landing>(&renderer, &folder)?;
    write::<patient::Decline>(&renderer, &folder)?;
    write::<patient::Question>(&renderer, &folder)?;
    write::<patient::Review>(&renderer, &folder)?;
    write::<patient::Receipt>(&renderer, &folder)?;
    write::<patient::Declined>(&renderer, &folder)?;
    write::<patient::Early>(&renderer, &folder)?;
    write::<patient::Gone>(&renderer, &folder)?;
    write::<patient::Code>(&renderer, &folder)?;
    write::<patient::Letter>(&renderer, &folder)?;
    write::<patient::Offline>(&renderer, &folder)?;
    write::<patient::Withdraw>(&renderer, &folder)?;
    write::<patient::Withdrawn>(&renderer, &folder)?;
    write::<patient::LookBack>(&renderer, &folder)?;
    write::<patient::OwnDoor>(&renderer, &folder)?;
    write::<patient::OwnCode>(&renderer, &folder)?;
    write::<patient::Mine>(&renderer, &folder)?;
    write::<patient::OwnLog>(&renderer, &folder)?;
    write::<patient::OwnAnswers>(&renderer, &folder)?;
    write::<patient::OwnWithdraw>(&renderer, &folder)?;
    write::<patient::OwnCorrect>(&renderer, &folder)?;
    write::<patient::OwnExport>(&renderer, &folder)?;
    write::<stop::Stop>(&renderer, &folder)?;
    write::<error::Failure>(&renderer, &folder)
}
