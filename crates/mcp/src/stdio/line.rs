//! Lines of standard input, with a length limit.

use std::io::{self, BufRead, ErrorKind};

/// One line of the input.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes, without the line terminator.
    Whole(Vec<u8>),
    /// It exceeded the limit and was dropped.
    TooLong,
}

/// Reads the next line, of at most `max` bytes; `None` at the end of the input. Bytes after the last line terminator
/// form a line too.
///
/// # Errors
/// The input cannot be read.
pub fn read_line(input: &mut impl BufRead, max: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let (mut is_begun, mut is_too_long) = (false, false);
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let is_over = available.is_empty();
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        is_begun |= !is_over;
        is_too_long |= line.len() + part.len() > max;
        if is_too_long {
            line.clear();
        } else {
            line.extend_from_slice(part);
        }
        let taken = part.len() + usize::from(end.is_some());
        input.consume(taken);
        if is_over || end.is_some() {
            let read = if is_too_long { Line::TooLong } else { Line::Whole(line) };
            return Ok(is_begun.then_some(read));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::BufReader;

    use super::*;

    fn lines(input: &[u8], buffer: usize) -> Vec<Line> {
        let mut input = BufReader::with_capacity(buffer, input);
        std::iter::from_fn(|| read_line(&mut input, 4).unwrap()).collect()
    }

    #[test]
    fn lines_are_bounded_whatever_the_buffer_holds() {
        let whole = |line: &[u8]| Line::Whole(line.to_vec());
        for buffer in 1..8 {
            let read = lines(b"ab\n\nabcd\nabcde\nxyzxyzxyz\nend", buffer);
            let expected = [
                whole(b"ab"),
                whole(b""),
                whole(b"abcd"),
                Line::TooLong,
                Line::TooLong,
                whole(b"end"),
            ];
            assert_eq!(read, expected, "{buffer}");
        }
        assert_eq!(lines(b"", 4), []);
    }
}
