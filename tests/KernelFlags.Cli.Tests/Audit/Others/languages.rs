fn name(code: &str) -> Option<&'static str> {
    Some(match code {
        "ar" => "Arabic",
        "de" => "German",
        "gd" => "Gaelic",
        "gu" => "Gujarati",
        "ht" => "Haitian",
        "io" => "Ido",
        "lo" => "Lao",
        "mg" => "Malagasy",
        "mr" => "Marathi",
        "ms" => "Malay",
        "mt" => "Maltese",
        "nr" => "Southern Ndebele",
        "sd" => "Sindhi",
        "sh" => "Serbo-Croatian",
        "sl" => "Slovenian",
        "sr" => "Serbian",
        "ss" => "Swati",
        "ur" => "Urdu",
        _ => return None,
    })
}
