// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-BT3x-l50.css",
        media_type: "text/css; charset=utf-8",
        hash: "37401348efc07cd4",
        plain: include_bytes!("../../files/assets/index-BT3x-l50.css"),
        gzip: include_bytes!("../../files/assets/index-BT3x-l50.css.gz"),
        brotli: include_bytes!("../../files/assets/index-BT3x-l50.css.br"),
    },
    File {
        path: "assets/index-CkJcb4-K.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "ceb59f2229ba84b9",
        plain: include_bytes!("../../files/assets/index-CkJcb4-K.js"),
        gzip: include_bytes!("../../files/assets/index-CkJcb4-K.js.gz"),
        brotli: include_bytes!("../../files/assets/index-CkJcb4-K.js.br"),
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
        hash: "7f33e97ad1a712b0",
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
