// Written by crates/ui/web/build.mjs. Do not edit.

use super::File;

pub(crate) static FILES: [File; 5] = [
    File {
        path: "assets/index-2RBQ_mFj.css",
        media_type: "text/css; charset=utf-8",
        hash: "db421bf93a2275d9",
        plain: include_bytes!("../../files/assets/index-2RBQ_mFj.css"),
        gzip: include_bytes!("../../files/assets/index-2RBQ_mFj.css.gz"),
        brotli: include_bytes!("../../files/assets/index-2RBQ_mFj.css.br"),
    },
    File {
        path: "assets/index-u7841sTQ.js",
        media_type: "text/javascript; charset=utf-8",
        hash: "5dcaaf779b1e03ed",
        plain: include_bytes!("../../files/assets/index-u7841sTQ.js"),
        gzip: include_bytes!("../../files/assets/index-u7841sTQ.js.gz"),
        brotli: include_bytes!("../../files/assets/index-u7841sTQ.js.br"),
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
        hash: "f9d8f0991b1d6b57",
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
