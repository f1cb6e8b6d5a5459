//! Tables whose first row names columns, not a field and its value: “Role | Tools”, with what it is and with what below.

/// The rows below the first row of a table in which `cell` lies, if that names columns: its second cell is a label too, and no
/// row below begins with one. `None` for a row of a label and its value, and for what is no such row.
pub fn rows_below_columns<'t>(
    text: &'t str,
    cell: &str,
    is_label: impl Fn(&str) -> bool,
) -> Option<Vec<Vec<&'t str>>> {
    let at = cell.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let mut lines = text[start..].lines().map(str::trim);
    let names = lines.next().filter(|line| line.starts_with('|'))?;
    lines.next().filter(|line| is_rule(line))?;
    let rows = lines.take_while(|line| line.starts_with('|'));
    let rows: Vec<Vec<&str>> = rows.map(cells).collect();
    let begins_with_label = |row: &Vec<&str>| row.first().is_some_and(|cell| is_label(cell));
    let names_columns = cells(names).get(1).is_some_and(|cell| is_label(cell));
    let is_read = names_columns && !rows.is_empty() && !rows.iter().any(begins_with_label);
    is_read.then_some(rows)
}

/// True for the line of dashes below the names of columns.
fn is_rule(line: &str) -> bool {
    let is_part = |c: char| matches!(c, '|' | '-' | ':' | ' ');
    line.starts_with('|') && line.contains('-') && line.chars().all(is_part)
}

fn cells(row: &str) -> Vec<&str> {
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(str::trim).collect()
}
