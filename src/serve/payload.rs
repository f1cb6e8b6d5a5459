//! What a response sends: bytes that are there, or a file that is read while it is sent; all of it, a part, or nothing if
//! the browser has it already.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead as _, ReadBuf};

use super::content_type;
use super::range::{self, RequestedRange};

pub type HttpResponse = Response<Body>;

/// How many bytes of a file are in memory for each response.
const CHUNK_SIZE: usize = 1 << 16;

pub enum Payload {
    Bytes(Bytes),
    /// An open file and its length.
    File(File, u64),
}

impl Payload {
    /// The response with this file or the part that was asked for, or 304 if the browser has this version already. To be
    /// called where a file may be waited for.
    ///
    /// # Errors
    ///
    /// The file cannot be read from there.
    pub fn into_response(
        self,
        name: &str,
        etag: Option<String>,
        request: &Parts,
    ) -> io::Result<HttpResponse> {
        let length = match &self {
            Payload::Bytes(bytes) => bytes.len() as u64,
            Payload::File(_, length) => *length,
        };
        let (status, range) = match requested_range(request, length, etag.as_deref()) {
            _ if is_known(&request.headers, etag.as_deref()) => (StatusCode::NOT_MODIFIED, None),
            RequestedRange::Whole => (StatusCode::OK, Some(0..length)),
            RequestedRange::Part(range) => (StatusCode::PARTIAL_CONTENT, Some(range)),
            RequestedRange::Unsatisfiable => (StatusCode::RANGE_NOT_SATISFIABLE, None),
        };
        let content_range = match (status, &range) {
            (StatusCode::PARTIAL_CONTENT, Some(range)) => {
                Some(format!("bytes {}-{}/{length}", range.start, range.end - 1))
            }
            (StatusCode::RANGE_NOT_SATISFIABLE, _) => Some(format!("bytes */{length}")),
            _ => None,
        };
        let body = range.map_or_else(|| Ok(Body::empty()), |range| self.into_body(range))?;
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        set_content_type(&mut response, name);
        let headers = response.headers_mut();
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        for (name, value) in [(header::ETAG, etag), (header::CONTENT_RANGE, content_range)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
        Ok(response)
    }

    /// The body that sends these bytes of it.
    fn into_body(self, range: Range<u64>) -> io::Result<Body> {
        match self {
            Payload::Bytes(bytes) => {
                // Both fit, because they are at most the length of bytes in memory.
                let part = range.start as usize..range.end as usize;
                Ok(bytes.slice(part).into())
            }
            Payload::File(mut file, _) => {
                file.seek(SeekFrom::Start(range.start))?;
                Ok(Body::new(FileBody {
                    file: tokio::fs::File::from_std(file),
                    left: range.end - range.start,
                }))
            }
        }
    }
}

/// The value of a header that is there once; `None` if it is missing, there twice or no text.
pub fn single_header(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// True if the browser says that it has this version.
fn is_known(headers: &HeaderMap, etag: Option<&str>) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let known = known.filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
    known.any(|known| known == "*" || Some(known.trim_start_matches("W/")) == etag)
}

/// The part that is asked for; the whole file if that part was to be of another version.
fn requested_range(request: &Parts, length: u64, etag: Option<&str>) -> RequestedRange {
    let text = |name| single_header(&request.headers, name);
    let same = match request.headers.contains_key(header::IF_RANGE) {
        true => etag.is_some() && text(header::IF_RANGE) == etag,
        false => true,
    };
    let wanted = text(header::RANGE).filter(|_| same && request.method == Method::GET);
    wanted.map_or(RequestedRange::Whole, |wanted| range::parse(wanted, length))
}

pub fn set_content_type(response: &mut HttpResponse, name: &str) {
    let kind = HeaderValue::from_static(content_type::from_name(name));
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
}

/// Sends a file in chunks, so that a slow reader of a long file takes little memory.
struct FileBody {
    file: tokio::fs::File,
    left: u64,
}

impl hyper::body::Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let size = usize::try_from(self.left).map_or(CHUNK_SIZE, |left| left.min(CHUNK_SIZE));
        let mut chunk = vec![0; size];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.file).poll_read(context, &mut buffer))?;
        let read = buffer.filled().len();
        if read == 0 {
            // The file is shorter than it was: the response ends as one that failed.
            return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
        }
        chunk.truncate(read);
        self.left -= read as u64;
        Poll::Ready(Some(Ok(Frame::data(chunk.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
