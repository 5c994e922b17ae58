// Runs before the first paint, so that a chosen dark theme never flashes white. It is a file of its own because
// the content security policy forbids inline scripts.
try {
  const theme = localStorage.getItem('stompbox.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be switched off; the system's theme is then used.
}
