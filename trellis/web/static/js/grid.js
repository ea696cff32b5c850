// The grid of answers: arrow keys walk from cell to cell, and each cell is told with its student and item.
// Without this the grid is a table with headers, which screen readers walk by themselves.

/** The cells of the body, row by row; section titles are no rows to stop at. */
function rowsOf(table) {
  return [...table.querySelectorAll("tbody tr:not(.grid-break)")].map((row) => [...row.cells]);
}

function tell(table, cell) {
  const head = table.querySelectorAll("thead th")[cell.cellIndex];
  const words = [cell.parentElement.cells[0], head, cell].filter((one, at, all) => one && all.indexOf(one) === at);
  const text = words.map((one) => one.textContent.trim().replace(/\s+/g, " ")).join(", ");
  document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
}

function go(table, cell) {
  for (const one of table.querySelectorAll("tbody [tabindex]")) one.removeAttribute("tabindex");
  cell.tabIndex = 0;
  cell.focus();
  tell(table, cell);
}

for (const place of document.querySelectorAll("[data-walk]")) {
  place.addEventListener("keydown", (event) => {
    const table = place.querySelector("table");
    const rows = rowsOf(table);
    if (!rows.length || !["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const here = document.activeElement instanceof HTMLTableCellElement ? document.activeElement : null;
    event.preventDefault();
    if (!here) {
      go(table, rows[0][0]);
      return;
    }
    const row = rows.findIndex((cells) => cells.includes(here));
    const column = here.cellIndex;
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    const nextRow = rows[Math.min(Math.max(row + down, 0), rows.length - 1)];
    const across = { ArrowRight: column + 1, ArrowLeft: column - 1, Home: 0, End: nextRow.length - 1 }[event.key] ?? column;
    go(table, nextRow[Math.min(Math.max(across, 0), nextRow.length - 1)]);
  });
}
