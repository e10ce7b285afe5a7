//! Turns of submissions.

use shoji_node::rpc::shoji::turns::{Turns, AT_A_TIME};
use std::time::Duration;

#[tokio::test]
async fn of_submissions_that_are_verified_at_once_there_are_few_and_the_next_is_told_to_come_back()
{
    let turns = Turns::new(AT_A_TIME, Duration::from_millis(20));
    let mut taken = Vec::new();
    for _ in 0..AT_A_TIME {
        taken.push(turns.take().await.unwrap());
    }
    let refused = turns.take().await.unwrap_err();
    assert_eq!(refused.code(), 9103);
    assert!(refused.message().contains("busy"), "{}", refused.message());
    taken.pop();
    assert!(turns.take().await.is_ok());
}

#[tokio::test]
async fn who_waits_gets_the_turn_of_whoever_has_finished() {
    let turns = Turns::new(1, Duration::from_secs(60));
    let taken = turns.take().await.unwrap();
    let (next, ()) = tokio::join!(turns.take(), async { drop(taken) });
    assert!(next.is_ok());
}
