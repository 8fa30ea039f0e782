use super::*;

#[tokio::test]
async fn headers_over_the_limit_are_refused_before_a_handler_sees_them() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut stream = fixture.connect().await;
    let request = format!(
        "GET / HTTP/1.1\r\nhost: test\r\nfiller: {}\r\n\r\n",
        "a".repeat(17 * 1024)
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 431 "));
    assert_eq!(fixture.handled(), 0);
}

#[tokio::test]
async fn headers_under_the_limit_pass() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut stream = fixture.connect().await;
    let request = format!(
        "GET / HTTP/1.1\r\nhost: test\r\nfiller: {}\r\n\r\n",
        "a".repeat(15 * 1024)
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed_and_counted() {
    let options = ListenerOptions {
        first_request_deadline: Duration::from_millis(100),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut stream = fixture.connect().await;
    assert!(read_to_end(&mut stream).await.is_empty());
    assert_eq!(fixture.counters.read().first_request_missed, 1);
}

#[tokio::test]
async fn a_request_that_trickles_in_is_cut_off() {
    let options = ListenerOptions {
        first_request_deadline: Duration::from_millis(300),
        header_read_timeout: Duration::from_secs(600),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut stream = fixture.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: te").await.unwrap();
    read_to_end(&mut stream).await;
    assert_eq!(fixture.handled(), 0);
    assert_eq!(fixture.counters.read().first_request_missed, 1);
}

#[tokio::test]
async fn the_headers_of_a_later_request_have_a_deadline_too() {
    let options = ListenerOptions {
        header_read_timeout: Duration::from_millis(300),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut stream = fixture.connect().await;
    assert!(ask(&mut stream, "/").await.starts_with("HTTP/1.1 200 "));
    stream.write_all(b"GET / HTTP/1.1\r\nhost: te").await.unwrap();
    read_to_end(&mut stream).await;
    assert_eq!(fixture.handled(), 1);
}

#[tokio::test]
async fn a_connection_outlives_the_first_deadline_once_it_has_asked() {
    let options = ListenerOptions {
        first_request_deadline: Duration::from_millis(100),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut stream = fixture.connect().await;
    assert!(ask(&mut stream, "/").await.starts_with("HTTP/1.1 200 "));
    sleep(Duration::from_millis(300)).await;
    assert!(ask(&mut stream, "/").await.starts_with("HTTP/1.1 200 "));
    assert_eq!(fixture.counters.read().first_request_missed, 0);
}
