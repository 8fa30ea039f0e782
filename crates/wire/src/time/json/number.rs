//! Integers that JSON writes with a point or an exponent.

/// The limit above which doubles skip integers, so that the intended number is unknown.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Converts a double that is an integer.
pub(super) fn whole(number: f64) -> Result<i64, &'static str> {
    if number.fract() != 0.0 {
        return Err("is not a whole number of milliseconds; write a text such as 1.5ms for less");
    }
    if number.abs() > EXACT_MAX {
        return Err("is too large for a number of milliseconds");
    }
    // In this range every integral double is a 64-bit integer.
    format!("{number:.0}").parse().map_err(|_| "is not a number")
}
