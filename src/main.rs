//! Starts the command line. Everything else is in the library.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    exit_with_2_on_abort();
    casebook::cli::run()
}

/// Ends the process with exit code 2 and without a core dump if Rust aborts, which it does when memory runs out.
fn exit_with_2_on_abort() {
    #[cfg(unix)]
    {
        use signal_hook::{consts::SIGABRT, flag::register_conditional_shutdown};
        let always = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
        // If this fails, only the exit code after an abort differs.
        let _ = register_conditional_shutdown(SIGABRT, 2, always);
    }
}
