/** What calls are made of. Numbers lie in ranges that regulators keep free for fiction. */

export const GIVEN_NAMES = [
  'Jordan',
  'Priya',
  'Mateo',
  'Zoë',
  'Chidi',
  'Sakura',
  'Łukasz',
  'Amélie',
  'Noor',
  'Søren',
  'Ana',
  'Dmitri',
  'Fatima',
  'Henrik',
  'Leilani',
  'Wei',
  'Yara',
  'Tomás',
  'Ingrid',
  'Kwame',
] as const

export const FAMILY_NAMES = [
  'Lee',
  'Okafor',
  'García',
  'Nguyen',
  'Müller',
  'Tanaka',
  'Kowalski',
  'Dubois',
  'Haddad',
  'Ødegård',
  'Silva',
  'Ivanov',
  "O'Brien",
  'Lindqvist',
  'Kealoha',
  'Zhang',
  'Mansour',
  'Novák',
  'Patel',
  'Mensah',
] as const

export const NUMBER_RANGES = [
  { prefix: '+14155550', low: 100, size: 100 },
  { prefix: '+12125550', low: 100, size: 100 },
  { prefix: '+13125550', low: 100, size: 100 },
  { prefix: '+447700900', low: 0, size: 1000 },
  { prefix: '+3319900', low: 0, size: 10_000 },
  { prefix: '+493023125', low: 0, size: 1000 },
] as const

export const NOTES = [
  'Customer asked about upgrading to Business plan.',
  'Wants a call back on Thursday, after 15:00 local time.',
  'Invoice 2291 was paid twice; refund promised within 5 days.',
  'Demande un devis pour 40 postes, décision en avril.',
  'Kunde möchte die Rufnummer portieren. Formular geschickt.',
  '見積書をメールで送付済み。来週フォローアップ。',
  'Pidió hablar con un supervisor; resuelto en la misma llamada 👍',
  'Line kept dropping.\nSecond attempt from the desk phone worked.',
  'Said "not now, maybe next quarter" \u2013 keep warm.',
  'طلب تفاصيل عن الأسعار السنوية',
  'Left the C:\\temp path in the ticket, see attachment.',
  'Very happy with onboarding 🎉🎉, ready to be a reference.',
  'Zmiana adresu rozliczeniowego, potwierdzone e-mailem.',
  'Competitor offer at 18 €/seat; needs an answer today.',
  'Wrong number.',
] as const

export const DISPOSITIONS = [
  'Interested',
  'Follow-up',
  'Not interested',
  'Sale closed',
  'Support resolved',
  'Wrong number',
] as const

export const TAGS = [
  'upgrade',
  'pricing',
  'refund',
  'onboarding',
  'vip',
  'número-nuevo',
  'trial',
  'bug',
  'Q2 push',
] as const
