// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-BXPzM6fA.css",
        media_type: "text/css; charset=utf-8",
        hash: "ec461f65ce984eaf",
        plain: include_bytes!("../../files/assets/index-BXPzM6fA.css"),
        gzip: include_bytes!("../../files/assets/index-BXPzM6fA.css.gz"),
        brotli: include_bytes!("../../files/assets/index-BXPzM6fA.css.br"),
    },
    File {
        path: "assets/index-MLfDUT-y.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "2150dd8ffdb1700b",
        plain: include_bytes!("../../files/assets/index-MLfDUT-y.js"),
        gzip: include_bytes!("../../files/assets/index-MLfDUT-y.js.gz"),
        brotli: include_bytes!("../../files/assets/index-MLfDUT-y.js.br"),
    },
    File {
        path: "icon.svg",
        media_type: "image/svg+xml",
        hash: "41f89a14c1759fdf",
        plain: include_bytes!("../../files/icon.svg"),
        gzip: include_bytes!("../../files/icon.svg.gz"),
        brotli: include_bytes!("../../files/icon.svg.br"),
    },
    File {
        path: "index.html",
        media_type: "text/html; charset=utf-8",
        hash: "740bc4fa807b2e87",
        plain: include_bytes!("../../files/index.html"),
        gzip: include_bytes!("../../files/index.html.gz"),
        brotli: include_bytes!("../../files/index.html.br"),
    },
    File {
        path: "licences.txt",
        media_type: "text/plain; charset=utf-8",
        hash: "83a2bf3282c739a8",
        plain: include_bytes!("../../files/licences.txt"),
        gzip: include_bytes!("../../files/licences.txt.gz"),
        brotli: include_bytes!("../../files/licences.txt.br"),
    },
];

/// The page.
pub(crate) static SHELL: &File = &FILES[3];
