//! What a response sends: bytes that are there, or a file that is read while it is sent.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead as _, ReadBuf};

/// How many bytes of a file are in memory for each response.
const CHUNK_SIZE: usize = 1 << 16;

pub enum Payload {
    Bytes(Bytes),
    /// An open file and its length.
    File(File, u64),
}

impl Payload {
    pub fn length(&self) -> u64 {
        match self {
            Payload::Bytes(bytes) => bytes.len() as u64,
            Payload::File(_, length) => *length,
        }
    }

    /// The body that sends these bytes of it. To be called where a file may be waited for.
    pub fn into_body(self, range: Range<u64>) -> io::Result<Body> {
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
