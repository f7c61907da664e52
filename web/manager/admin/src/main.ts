document.body.textContent = 'Roomtone: the page "admin" is not written yet.'
