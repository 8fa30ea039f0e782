// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 4] = [
    File {
        path: "assets/index-B0h1UZJ5.css",
        media_type: "text/css; charset=utf-8",
        hash: "68036bf08ea3a317",
        plain: include_bytes!("../../files/assets/index-B0h1UZJ5.css"),
        gzip: include_bytes!("../../files/assets/index-B0h1UZJ5.css.gz"),
        brotli: include_bytes!("../../files/assets/index-B0h1UZJ5.css.br"),
    },
    File {
        path: "assets/index-GpEAHxsX.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "8ae5b6dfa0c87754",
        plain: include_bytes!("../../files/assets/index-GpEAHxsX.js"),
        gzip: include_bytes!("../../files/assets/index-GpEAHxsX.js.gz"),
        brotli: include_bytes!("../../files/assets/index-GpEAHxsX.js.br"),
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
        hash: "fb1c319e771814ea",
        plain: include_bytes!("../../files/index.html"),
        gzip: include_bytes!("../../files/index.html.gz"),
        brotli: include_bytes!("../../files/index.html.br"),
    },
];

/// The page.
pub(crate) static SHELL: &File = &FILES[3];
