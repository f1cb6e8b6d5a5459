//! The command line as a user meets it: commands, what they print, exit codes. Each case is a `.trycmd` file, run in
//! a copy of the folder of the same name.

#[test]
fn commands_say_what_they_should() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}
