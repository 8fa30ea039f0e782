//! By which way an answer may still go.
//!
//! A response URL needs no token, reaches channels the app is not in, and can answer one person alone; but it is good for five answers within
//! thirty minutes only. After that, the app writes as its bot.

use crate::limits::{RESPONSE_AGE_S_MAX, RESPONSE_MARGIN_S, RESPONSES_MAX};

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A POST to the response URL.
    ResponseUrl,
    /// `chat.postMessage`, or `chat.postEphemeral` for one person, with the bot token.
    BotToken,
}

/// The way for the next answer, `attempts` after so many POSTs to the response URL and `age_s` seconds after it came.
///
/// An attempt counts whatever came of it, since Slack may have counted it. Younger than 0, by a clock that was set back, is 0. The answer in the
/// response to Slack's own request is no attempt.
#[must_use]
pub fn way(attempts: u32, age_s: i64) -> Way {
    let is_young = u64::try_from(age_s).unwrap_or(0) < RESPONSE_AGE_S_MAX - RESPONSE_MARGIN_S;
    if attempts < RESPONSES_MAX && is_young {
        Way::ResponseUrl
    } else {
        Way::BotToken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_url_is_used_five_times_and_never_late() {
        let table = [
            (0, 0, Way::ResponseUrl),
            (4, 1_769, Way::ResponseUrl),
            (5, 0, Way::BotToken),
            (0, 1_770, Way::BotToken),
            (0, 1_800, Way::BotToken),
            (u32::MAX, 0, Way::BotToken),
            (0, i64::MAX, Way::BotToken),
            (0, -5, Way::ResponseUrl),
            (4, i64::MIN, Way::ResponseUrl),
        ];
        for (attempts, age_s, expected) in table {
            assert_eq!(way(attempts, age_s), expected, "{attempts} {age_s}");
        }
    }

    #[test]
    fn once_left_it_is_never_taken_again() {
        for attempts in 0..7 {
            for age_s in -10..2_000 {
                let is_left = way(attempts, age_s) == Way::BotToken;
                assert!(
                    !is_left || way(attempts + 1, age_s) == Way::BotToken && way(attempts, age_s + 1) == Way::BotToken
                );
            }
        }
    }
}
