//! Aligned plain-text tables.

const BOLD: &str = "\x1b[1m";
const RESET: &str = "\x1b[0m";
/// The widest column. The formatter of the standard library pads no further than to 65,535.
const WIDTH_MAX: usize = 1_000;
const GAP: &str = "  ";

/// Rows of cells under optional headers. Cells are escaped, so that no text from a server can control the terminal.
#[derive(Debug, Default)]
pub struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a header line.
    pub fn with_headers(headers: &[&str]) -> Self {
        Self {
            headers: headers.iter().map(|header| (*header).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// A table of names and values, without a header line.
    pub fn of_fields() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// Adds a name and its value, unless the value is empty.
    pub fn field(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.row([name.to_owned(), value]);
        }
    }

    /// The table as text, with every line terminated. Headers are bold if `colour`.
    pub fn render(&self, colour: bool) -> String {
        let widths = self.widths();
        let mut text = String::new();
        if !self.headers.is_empty() {
            let header = aligned(&self.headers, &widths);
            let header = if colour {
                format!("{BOLD}{header}{RESET}")
            } else {
                header
            };
            text.push_str(&header);
            text.push('\n');
        }
        for row in &self.rows {
            text.push_str(&aligned(row, &widths));
            text.push('\n');
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in self.rows.iter().chain([&self.headers]) {
            for (column, cell) in row.iter().enumerate() {
                let width = cell.chars().count().min(WIDTH_MAX);
                match widths.get_mut(column) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        widths
    }
}

fn aligned(cells: &[String], widths: &[usize]) -> String {
    let padded: Vec<String> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:<width$}"))
        .collect();
    padded.join(GAP).trim_end().to_owned()
}

/// `text` with control and bidirectional characters escaped.
pub fn printable(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() || is_bidirectional_control(character) {
            escaped.extend(character.escape_default());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

fn is_bidirectional_control(character: char) -> bool {
    matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
