export function imapMailbox(): void {}
