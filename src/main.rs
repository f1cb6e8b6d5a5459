//! Parse arguments, run, turn the outcome into an exit code.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    exit_with_2_on_abort();
    casebook::cli::run()
}

/// Where there is no memory left, Rust says so and aborts. That is an error like any other of the computer's: no core
/// is dumped, and the exit code is 2.
fn exit_with_2_on_abort() {
    #[cfg(unix)]
    {
        use signal_hook::{consts::SIGABRT, flag::register_conditional_shutdown};
        let always = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
        // Without it, the exit code is another one.
        let _ = register_conditional_shutdown(SIGABRT, 2, always);
    }
}
