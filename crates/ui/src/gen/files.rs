// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-BtfG5utZ.css",
        media_type: "text/css; charset=utf-8",
        hash: "779103ea5da8dbc2",
        plain: include_bytes!("../../files/assets/index-BtfG5utZ.css"),
        gzip: include_bytes!("../../files/assets/index-BtfG5utZ.css.gz"),
        brotli: include_bytes!("../../files/assets/index-BtfG5utZ.css.br"),
    },
    File {
        path: "assets/index-UNOL0O2F.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "4c21b0e6813026a5",
        plain: include_bytes!("../../files/assets/index-UNOL0O2F.js"),
        gzip: include_bytes!("../../files/assets/index-UNOL0O2F.js.gz"),
        brotli: include_bytes!("../../files/assets/index-UNOL0O2F.js.br"),
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
        hash: "b1d2156ac1e591d2",
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
