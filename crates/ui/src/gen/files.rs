// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-B12QyTF_.css",
        media_type: "text/css; charset=utf-8",
        hash: "120dc41c1e0690b2",
        plain: include_bytes!("../../files/assets/index-B12QyTF_.css"),
        gzip: include_bytes!("../../files/assets/index-B12QyTF_.css.gz"),
        brotli: include_bytes!("../../files/assets/index-B12QyTF_.css.br"),
    },
    File {
        path: "assets/index-D8b0Tooo.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "76b29d37e5f89e48",
        plain: include_bytes!("../../files/assets/index-D8b0Tooo.js"),
        gzip: include_bytes!("../../files/assets/index-D8b0Tooo.js.gz"),
        brotli: include_bytes!("../../files/assets/index-D8b0Tooo.js.br"),
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
        hash: "92f68fe2479686fe",
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
