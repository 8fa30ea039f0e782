//! Whole numbers that JSON writes with a point or an exponent.

/// Above this a double skips whole numbers, so that what was meant is not known.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The whole number that a double is.
pub(super) fn whole(number: f64) -> Result<i64, &'static str> {
    if number.fract() != 0.0 {
        return Err("is not a whole number of milliseconds; write a text such as 1.5ms for less");
    }
    if number.abs() > EXACT_MAX {
        return Err("is too large for a number of milliseconds");
    }
    // Within the range in which every whole double is a whole number of 64 bits.
    format!("{number:.0}").parse().map_err(|_| "is not a number")
}
