// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-BuOJ6MHY.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "54ae8820a3b7a277",
        plain: include_bytes!("../../files/assets/index-BuOJ6MHY.js"),
        gzip: include_bytes!("../../files/assets/index-BuOJ6MHY.js.gz"),
        brotli: include_bytes!("../../files/assets/index-BuOJ6MHY.js.br"),
    },
    File {
        path: "assets/index-gtm2vXdc.css",
        media_type: "text/css; charset=utf-8",
        hash: "9b2c1634f9a33087",
        plain: include_bytes!("../../files/assets/index-gtm2vXdc.css"),
        gzip: include_bytes!("../../files/assets/index-gtm2vXdc.css.gz"),
        brotli: include_bytes!("../../files/assets/index-gtm2vXdc.css.br"),
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
        hash: "0936d793c2712b89",
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
