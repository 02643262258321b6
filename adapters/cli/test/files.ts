/** Small files to import: what they say is invented, their numbers are valid. */

/** Three companies with their people. The third row is a shop of the first row's company. */
export const customers: string = [
  'Company;SIRET;VAT number;Company street;Company postcode;Company city;First name;Last name;Work e-mail;Mobile;Job title',
  'Pomme SARL;732 829 320 00074;FR44732829320;1 rue des Vergers;75001;Paris;Anne;Reinette;anne@pomme.example;06 39 98 00 01;Buyer',
  'Poire SA;552 081 317 66522;;2 rue des Vergers;69003;Lyon;Luc;Conférence;luc@poire.example;;Manager',
  'Pomme SARL;732 829 320 00082;;9 quai du Port;13001;Marseille;Zoé;Api;zoe@pomme.example;;Seller',
  '',
].join('\r\n')

/** A changed job, a row that could be either establishment, and a number with a typing error. */
export const update: string = [
  'Company;SIRET;VAT number;First name;Last name;Work e-mail;Job title',
  'Poire SA;55208131766522;;Luc;Conférence;luc@poire.example;Director',
  'Pomme SARL;;FR44732829320;Rose;Gala;rose@pomme.example;Accountant',
  'Prune SARL;73282932000075;;Max;Quetsche;max@prune.example;Clerk',
  '',
].join('\r\n')
